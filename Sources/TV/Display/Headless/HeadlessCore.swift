import DisplayContract
import Synchronization
import Wire

/// What `HeadlessDisplay` and its thread share.
final class HeadlessCore: FrameBufferOwner {
    struct State {
        var mode: DisplayMode?
        var slots = FrameSlots<HeadlessBuffer>(frontRule: .untilNextIsPresented)
        var framesPresented: UInt64 = 0
        var framesSuperseded: UInt64 = 0
        var isClosing = false
    }

    let state: Mutex<State>
    let observers = DisplayObservers()
    private let signal = ThreadSignal()

    init(mode: DisplayMode) {
        state = Mutex(State(mode: mode))
    }

    func stop() {
        state.withLock { $0.isClosing = true }
        signal.signal()
    }

    func lease() -> FrameLease? {
        let (buffer, wasSuperseded) = state.withLock { state -> (HeadlessBuffer?, Bool) in
            guard let mode = state.mode, !state.isClosing else { return (nil, false) }
            let (buffer, superseded) = state.slots.lease { HeadlessBuffer(mode: mode) }
            if let superseded { supersede(superseded, in: &state) }
            return (buffer, superseded != nil)
        }
        if wasSuperseded { signal.signal() }
        return buffer.map { FrameLease(buffer: $0, owner: self) }
    }

    func giveBack(_ buffer: any FrameBuffer) {
        state.withLock { $0.slots.giveBack(buffer) }
    }

    func present(_ buffer: any FrameBuffer, token: UInt64) {
        state.withLock { state in
            if let superseded = state.slots.submit(buffer, token: token) { supersede(superseded, in: &state) }
        }
        signal.signal()
    }

    func snapshot() -> PixelImage? {
        let (mode, front) = state.withLock { ($0.mode, $0.slots.beginReading()) }
        guard let mode else { return nil }
        guard let front else { return PixelImage(width: mode.width, height: mode.height) }
        defer { state.withLock { $0.slots.endReading(front) } }
        return PixelImage(copying: front)
    }

    var status: DisplayStatus {
        state.withLock { state in
            DisplayStatus(
                backend: "headless",
                connector: "memory",
                mode: state.mode,
                fault: state.mode == nil ? "The headless display is unplugged. Plug it in again." : nil,
                framesPresented: state.framesPresented,
                framesSuperseded: state.framesSuperseded
            )
        }
    }

    func change(to mode: DisplayMode?, reason: String) {
        state.withLock { state in
            if state.mode == mode { return }
            for token in state.slots.reset() { supersede(token, in: &state) }
            switch (state.mode, mode) {
            case (nil, let mode?): observers.post(.plugged(mode))
            case (_, let mode?): observers.post(.modeChanged(mode))
            case (_, nil): observers.post(.unplugged(reason: reason))
            }
            state.mode = mode
        }
        signal.signal()
    }

    /// The thread: delivers events and, once a refresh, puts the waiting frame on the screen.
    func run() {
        let start = MonotonicClock.now
        while true {
            observers.deliver()
            guard let (refreshHz, isClosing) = nextStep() else {
                signal.wait()
                continue
            }
            if isClosing { break }
            waitForRefresh(refreshHz: refreshHz, since: start)
            let now = MonotonicClock.now
            state.withLock { state in
                guard let token = state.slots.completed() else { return }
                state.framesPresented &+= 1
                observers.post(.presented(token: token, at: now))
            }
        }
        state.withLock { state in
            for token in state.slots.reset() { supersede(token, in: &state) }
            state.mode = nil
        }
        observers.deliver()
    }

    /// The refresh to wait for, when a frame is on its way to the screen; `nil` when there is nothing to do.
    private func nextStep() -> (refreshHz: Double, isClosing: Bool)? {
        state.withLock { state in
            if state.isClosing { return (0, true) }
            guard state.slots.takePending() != nil, let mode = state.mode else { return nil }
            return (mode.refreshHz, false)
        }
    }

    private func waitForRefresh(refreshHz: Double, since start: MonotonicTime) {
        guard refreshHz > 0, refreshHz.isFinite else { return }
        let period = max(Int64(1e9 / refreshHz), 1)
        let elapsed = (MonotonicClock.now - start).nanoseconds
        let refresh = start + .nanoseconds((elapsed / period &+ 1) &* period)
        while signal.wait(until: refresh) {
            observers.deliver()
            if state.withLock({ $0.isClosing }) { return }
        }
    }

    private func supersede(_ token: UInt64, in state: inout State) {
        state.framesSuperseded &+= 1
        observers.post(.superseded(token: token))
    }
}
