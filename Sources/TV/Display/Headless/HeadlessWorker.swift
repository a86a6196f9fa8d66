import DisplayContract
import Wire

/// The display's thread: delivers events and, once a refresh, puts the waiting frame on the screen.
struct HeadlessWorker {
    private let core: DisplayCore<MemoryBuffer>
    private let signal: ThreadSignal
    private let start = MonotonicClock.now

    init(_ core: DisplayCore<MemoryBuffer>, _ signal: ThreadSignal) {
        self.core = core
        self.signal = signal
    }

    func run() {
        while !core.isClosing {
            core.observers.deliver()
            core.power = core.wantsPower ? .on : .off
            guard core.power == .on, let mode = core.mode, core.takePending() != nil else {
                if let rest = core.rest(now: MonotonicClock.now) { signal.wait(until: rest) } else { signal.wait() }
                continue
            }
            waitForRefresh(refreshHz: mode.refreshHz)
            if core.isClosing { break }
            core.completed(at: MonotonicClock.now)
        }
        core.finish()
    }

    private func waitForRefresh(refreshHz: Double) {
        guard refreshHz > 0, refreshHz.isFinite else { return }
        let period = max(Int64(1e9 / refreshHz), 1)
        let elapsed = (MonotonicClock.now - start).nanoseconds
        let refresh = start + .nanoseconds((elapsed / period &+ 1) &* period)
        while signal.wait(until: refresh), !core.isClosing { core.observers.deliver() }
    }
}
