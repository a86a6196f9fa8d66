import NIOCore
import NIOPosix
import Synchronization

/// A value that several threads change and a test waits for.
final class Observed<Value: Sendable>: Sendable {
    struct Timeout: Error, CustomStringConvertible {
        let awaited: String
        var description: String { "waited in vain for \(awaited)" }
    }

    private struct Waiter {
        let id: Int
        let condition: @Sendable (Value) -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct Contents {
        var value: Value
        var waiters: [Waiter] = []
        var nextID = 0
    }

    private let contents: Mutex<Contents>

    init(_ value: Value) {
        contents = Mutex(Contents(value: value))
    }

    var value: Value { contents.withLock { $0.value } }

    func update<Result: Sendable>(_ change: (inout Value) -> sending Result) -> Result {
        let (result, done) = contents.withLock { contents in
            let result = change(&contents.value)
            let done = contents.waiters.filter { $0.condition(contents.value) }
            contents.waiters.removeAll { waiter in done.contains { $0.id == waiter.id } }
            return (result, done)
        }
        for waiter in done { waiter.continuation.resume() }
        return result
    }

    /// Returns once `condition` holds. Throws `Timeout` if that takes longer than `limit`.
    func wait(
        for awaited: String,
        within limit: Duration = .seconds(20),
        until condition: @escaping @Sendable (Value) -> Bool
    ) async throws {
        let id = contents.withLock { contents in
            contents.nextID += 1
            return contents.nextID
        }
        let alarm = MultiThreadedEventLoopGroup.singleton.next().scheduleTask(in: TimeAmount(limit)) { [self] in
            let late = contents.withLock { contents in
                let late = contents.waiters.filter { $0.id == id }
                contents.waiters.removeAll { $0.id == id }
                return late
            }
            for waiter in late { waiter.continuation.resume(throwing: Timeout(awaited: awaited)) }
        }
        defer { alarm.cancel() }
        try await withCheckedThrowingContinuation { continuation in
            let isDone = contents.withLock { contents in
                if condition(contents.value) { return true }
                contents.waiters.append(Waiter(id: id, condition: condition, continuation: continuation))
                return false
            }
            if isDone { continuation.resume() }
        }
    }
}
