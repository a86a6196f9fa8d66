import DisplayContract
import Synchronization
import Wire

/// Collects a display's events and lets a test wait for one.
final class EventRecorder: Sendable {
    private let events = Mutex<[DisplayEvent]>([])
    private let signal = ThreadSignal()
    private let observation = Mutex<DisplayObservation?>(nil)

    init(_ display: any DisplayOutput) {
        let observation = display.observe { [weak self] event in
            guard let self else { return }
            events.withLock { $0.append(event) }
            signal.signal()
        }
        self.observation.withLock { $0 = observation }
    }

    var all: [DisplayEvent] { events.withLock { $0 } }

    var presented: [UInt64] {
        all.compactMap { if case .presented(let token, _) = $0 { token } else { nil } }
    }

    var superseded: [UInt64] {
        all.compactMap { if case .superseded(let token) = $0 { token } else { nil } }
    }

    /// Whether the condition came true within ten seconds. It is looked at after every event; `polling` is for conditions
    /// that no event announces.
    func wait(polling: Duration = .seconds(10), until condition: ([DisplayEvent]) -> Bool) -> Bool {
        let deadline = MonotonicClock.now + .seconds(10)
        while !condition(all) {
            let now = MonotonicClock.now
            if now >= deadline { return false }
            signal.wait(until: min(deadline, now + polling))
        }
        return true
    }

    func waitForPresentation(of token: UInt64) -> Bool {
        wait { $0.contains { if case .presented(token, _) = $0 { true } else { false } } }
    }
}
