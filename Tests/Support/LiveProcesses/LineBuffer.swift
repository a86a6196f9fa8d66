import Foundation
import Glibc
import Synchronization

/// The lines a program has printed so far, and those who wait for more.
package final class LineBuffer: Sendable {
    private struct State {
        var lines: [String] = []
        var partial: [UInt8] = []
        var isEnded = false
        var hasProgramEnded = false
        var waiters: [Int: @Sendable () -> Void] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    /// Reads on a thread of its own until the other end is closed.
    init(reading descriptor: Int32) {
        Thread.detachNewThread { [weak self] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            var count = 1
            while count > 0 {
                count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { count = 1; continue }
                self?.append(buffer.prefix(max(count, 0)))
            }
            close(descriptor)
        }
    }

    /// The last lines, for an error message.
    package var tail: String {
        state.withLock { $0.lines.suffix(30).joined(separator: "\n") }
    }

    /// Everything, an unfinished last line included.
    package var contents: String {
        state.withLock { $0.lines.joined(separator: "\n") + String(decoding: $0.partial, as: UTF8.self) }
    }

    package var all: [String] { state.withLock { $0.lines } }

    private func append(_ data: ArraySlice<UInt8>) {
        let waiters = state.withLock { state in
            if data.isEmpty { state.isEnded = true }
            state.partial += data
            while let end = state.partial.firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.partial[..<end], as: UTF8.self))
                state.partial.removeSubrange(...end)
            }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter() }
    }

    /// The first line, old or new, for which `match` gives a value; `nil` when the time is up or the program has ended.
    func first<Value: Sendable>(within limit: Duration, _ match: @Sendable @escaping (String) -> Value?) async -> Value? {
        await wait(within: limit) { state in
            for line in state.lines {
                if let value = match(line) { return .found(value) }
            }
            return state.isEnded ? .impossible : .notYet
        }
    }

    /// - Parameter allOutput: wait until nobody can write any more, too; a program's children may live longer.
    func ended(within limit: Duration, allOutput: Bool = false) async -> Bool {
        await wait(within: limit) { state in
            state.hasProgramEnded && (state.isEnded || !allOutput) ? .found(true) : .notYet
        } ?? false
    }

    func closed(within limit: Duration) async -> Bool {
        await wait(within: limit) { $0.isEnded ? .found(true) : .notYet } ?? false
    }

    func programEnded() {
        let waiters = state.withLock { state in
            state.hasProgramEnded = true
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter() }
    }

    private enum Look<Value> {
        case found(Value)
        case notYet
        case impossible
    }

    private func wait<Value: Sendable>(
        within limit: Duration,
        _ look: @Sendable @escaping (State) -> Look<Value>
    ) async -> Value? {
        let (wakeups, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextWaiter += 1
            state.waiters[state.nextWaiter] = { wake.yield() }
            return state.nextWaiter
        }
        defer { state.withLock { $0.waiters[id] = nil } }
        let deadline = DispatchWorkItem { wake.finish() }
        let (seconds, attoseconds) = limit.components
        let interval = DispatchTimeInterval.milliseconds(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
        DispatchQueue.global().asyncAfter(deadline: .now() + interval, execute: deadline)
        defer { deadline.cancel() }
        wake.yield()
        for await _ in wakeups {
            switch state.withLock({ look($0) }) {
            case .found(let value): return value
            case .impossible: return nil
            case .notYet: continue
            }
        }
        return nil
    }
}

extension LineBuffer {
    /// The first line, old or new, that contains `text`.
    package func firstLineContaining(_ text: String, within limit: Duration = .seconds(20)) async throws -> String {
        guard let line = await first(within: limit, { $0.contains(text) ? $0 : nil }) else {
            throw LiveProcess.Failure(description: "nothing said “\(text)” within \(limit): \(tail)")
        }
        return line
    }
}
