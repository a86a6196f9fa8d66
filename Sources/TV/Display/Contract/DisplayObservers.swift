import Synchronization

/// The handlers a back end tells its events to: posted from any thread, delivered in that order on the back end's own.
package final class DisplayObservers: Sendable {
    private struct Entry: Sendable {
        var identifier: UInt64
        var handler: @Sendable (DisplayEvent) -> Void
    }

    private struct State {
        var nextIdentifier: UInt64 = 0
        var entries: [Entry] = []
        var waiting: [DisplayEvent] = []
        var delivering: [DisplayEvent] = []
        var pings: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    package func add(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation {
        let identifier = state.withLock { state in
            state.nextIdentifier &+= 1
            state.entries.append(Entry(identifier: state.nextIdentifier, handler: handler))
            return state.nextIdentifier
        }
        return DisplayObservation { [weak self] in self?.remove(identifier) }
    }

    /// Keeps the event for the next `deliver`. May be called with the back end's lock held, so that events keep its order.
    package func post(_ event: DisplayEvent) {
        state.withLock { $0.waiting.append(event) }
    }

    /// Keeps the answer for the next `deliver`, which shows that the thread is alive.
    func post(answer: @escaping @Sendable () -> Void) {
        state.withLock { $0.pings.append(answer) }
    }

    /// Calls the handlers, without any lock, so a handler may observe or cancel. For the back end's thread alone.
    package func deliver() {
        var events: [DisplayEvent] = []
        var pings: [@Sendable () -> Void] = []
        state.withLock { state in
            swap(&events, &state.delivering)
            swap(&events, &state.waiting)
            swap(&pings, &state.pings)
        }
        for answer in pings { answer() }
        for event in events {
            let entries = state.withLock { $0.entries }
            for entry in entries { entry.handler(event) }
        }
        // Handed back, so that a frame's event costs no allocation.
        events.removeAll(keepingCapacity: true)
        state.withLock { swap(&events, &$0.delivering) }
    }

    private func remove(_ identifier: UInt64) {
        state.withLock { $0.entries.removeAll { $0.identifier == identifier } }
    }
}

/// Keeps an event handler registered; released or cancelled, no later event reaches it.
///
/// An event already being delivered on the display's thread may still arrive during `cancel`.
package final class DisplayObservation: Sendable {
    private let onCancel: @Sendable () -> Void

    package init(onCancel: @escaping @Sendable () -> Void) {
        self.onCancel = onCancel
    }

    deinit { onCancel() }

    package func cancel() { onCancel() }
}
