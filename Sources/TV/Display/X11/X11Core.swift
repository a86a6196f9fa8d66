import DisplayContract
import Synchronization

/// What `X11Display` and its thread share.
final class X11Core: FrameBufferOwner {
    struct State {
        var mode: DisplayMode?
        var fault: String?
        var sharesMemory = false
        var slots = FrameSlots<X11Buffer>(frontRule: .untilNextIsSubmitted)
        var framesPresented: UInt64 = 0
        var framesSuperseded: UInt64 = 0
        var isClosing = false
    }

    let configuration: X11Configuration
    let state: Mutex<State>
    let observers = DisplayObservers()
    let pipe: WakePipe

    init(configuration: X11Configuration) throws(SystemResourceError) {
        self.configuration = configuration
        pipe = try WakePipe()
        state = Mutex(State(fault: "The X display \(configuration.connector) is being opened. Wait a moment."))
    }

    func stop() {
        state.withLock { $0.isClosing = true }
        pipe.wake()
    }

    func lease() -> FrameLease? {
        let (buffer, wasSuperseded) = state.withLock { state -> (X11Buffer?, Bool) in
            guard let mode = state.mode, !state.isClosing else { return (nil, false) }
            let shared = state.sharesMemory
            let (buffer, superseded) = state.slots.lease { X11Buffer(mode: mode, shared: shared) }
            if let superseded { supersede(superseded, in: &state) }
            return (buffer, superseded != nil)
        }
        if wasSuperseded { pipe.wake() }
        return buffer.map { FrameLease(buffer: $0, owner: self) }
    }

    func giveBack(_ buffer: any FrameBuffer) {
        state.withLock { $0.slots.giveBack(buffer) }
    }

    func present(_ buffer: any FrameBuffer, token: UInt64) {
        state.withLock { state in
            if let superseded = state.slots.submit(buffer, token: token) { supersede(superseded, in: &state) }
        }
        pipe.wake()
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
                backend: "x11",
                connector: configuration.connector,
                mode: state.mode,
                fault: state.fault,
                framesPresented: state.framesPresented,
                framesSuperseded: state.framesSuperseded
            )
        }
    }

    /// The frame on its way has reached the screen.
    func complete(in state: inout State) {
        guard let token = state.slots.completed() else { return }
        state.framesPresented &+= 1
        observers.post(.presented(token: token, at: MonotonicClock.now))
    }

    /// Drops every buffer: nothing of what was submitted will be shown.
    func reset(_ state: inout State) {
        for token in state.slots.reset() { supersede(token, in: &state) }
    }

    private func supersede(_ token: UInt64, in state: inout State) {
        state.framesSuperseded &+= 1
        observers.post(.superseded(token: token))
    }
}
