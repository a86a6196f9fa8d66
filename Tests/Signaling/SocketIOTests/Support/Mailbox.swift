import NIOCore
import NIOPosix
import Synchronization
import Wire

/// What happened, in order, for a test to wait for with a deadline.
final class Mailbox<Element: Sendable>: Sendable {
    struct TimedOut: Error {}

    private struct State {
        var elements: [Element] = []
        var waiter: CheckedContinuation<Element, any Error>?
        var waiterID = 0
    }

    private let state = Mutex(State())

    func post(_ element: Element) {
        let waiter = state.withLock { state -> CheckedContinuation<Element, any Error>? in
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.elements.append(element)
            return nil
        }
        waiter?.resume(returning: element)
    }

    /// The next element; throws when it takes longer than anything may take on a busy machine.
    func next(within deadline: Duration = .seconds(30)) async throws -> Element {
        let id = state.withLock { state in
            state.waiterID += 1
            return state.waiterID
        }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let watchdog = loop.scheduleTask(in: .nanoseconds(deadline.nanoseconds)) {
            let waiter = self.state.withLock { state -> CheckedContinuation<Element, any Error>? in
                guard state.waiterID == id else { return nil }
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: TimedOut())
        }
        defer { watchdog.cancel() }
        return try await withCheckedThrowingContinuation { continuation in
            let ready = state.withLock { state -> Element? in
                guard state.elements.isEmpty else { return state.elements.removeFirst() }
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Skips what the test does not care for.
    func first(where matches: (Element) -> Bool) async throws -> Element {
        while true {
            let element = try await next()
            if matches(element) { return element }
        }
    }
}
