import Synchronization
package import Wire

/// What every back end is apart from its hardware: leases, the slot for the next frame, modes, events and counters.
///
/// Shared by the back end's `DisplayOutput`, which anyone calls, and its thread, which moves frames to the screen. The lock
/// is never held over a call to an observer.
package final class DisplayCore<Buffer: FrameBuffer>: DisplayOutput, FrameBufferOwner {
    /// Makes a buffer of the mode's size; `nil` when there is no memory for it. Called with the lock held.
    package typealias BufferMaker = @Sendable (DisplayMode) -> Buffer?
    /// Makes a buffer of planes for such a picture; `nil` when the hardware does not take it. Called with the lock held.
    package typealias PlanarMaker = @Sendable (Letterbox) -> Buffer?

    /// After this long without a frame a screen stands still, and needs the one buffer that it shows.
    private static var quiet: Duration { .seconds(5) }

    private struct State {
        var mode: DisplayMode?
        var connector: String
        var planePath = DisplayStatus.PlanePath.rgb
        var wantsPower = true
        var power = DisplayStatus.Power.on
        var fault: String?
        var makeBuffer: BufferMaker?
        var makePlanar: PlanarMaker?
        /// What the hardware would not show: asking again with each frame would cost a buffer each time.
        var refusedPlanes: Set<Letterbox> = []
        var slots: FrameSlots<Buffer>
        var framesPresented: UInt64 = 0
        var framesSuperseded: UInt64 = 0
        /// When spare buffers are given up.
        var restAt: MonotonicTime?
        var isClosing = false
    }

    package let observers = DisplayObservers()
    private let backend: String
    private let state: Mutex<State>
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - fault: why there is no picture yet.
    ///   - wake: rouses the back end's thread; called with no lock held.
    package init(
        backend: String,
        connector: String,
        frontRule: FrameSlots<Buffer>.FrontRule,
        fault: String?,
        wake: @escaping @Sendable () -> Void
    ) {
        self.backend = backend
        self.wake = wake
        state = Mutex(State(connector: connector, fault: fault, slots: FrameSlots(frontRule: frontRule)))
    }

    package var mode: DisplayMode? { state.withLock { $0.mode } }

    package var isClosing: Bool { state.withLock { $0.isClosing } }

    package var status: DisplayStatus {
        state.withLock { state in
            DisplayStatus(
                backend: backend,
                connector: state.connector,
                mode: state.mode,
                planePath: state.planePath,
                power: state.power,
                fault: state.fault,
                framesPresented: state.framesPresented,
                framesSuperseded: state.framesSuperseded
            )
        }
    }

    package func observe(_ handler: @escaping @Sendable (DisplayEvent) -> Void) -> DisplayObservation {
        observers.add(handler)
    }

    /// Has the thread look again: there are events to deliver.
    package func rouse() { wake() }

    /// Has the thread answer when it gets to it.
    package func ping(_ answer: @escaping @Sendable () -> Void) {
        observers.post(answer: answer)
        wake()
    }

    /// Tells the thread to end, and does not wait for it.
    package func close() {
        state.withLock { $0.isClosing = true }
        wake()
    }

    package func lease() -> FrameLease? { lease(planes: nil) }

    package func lease(for letterbox: Letterbox) -> FrameLease? { lease(planes: letterbox) }

    /// A buffer of planes where the hardware takes such a picture, else one of the mode's size.
    private func lease(planes letterbox: Letterbox?) -> FrameLease? {
        let (buffer, wasSuperseded) = state.withLock { state -> (Buffer?, Bool) in
            guard let mode = state.mode, let make = state.makeBuffer, !state.isClosing else { return (nil, false) }
            var found: (buffer: Buffer?, superseded: UInt64?) = (nil, nil)
            var isRefused = true
            if let letterbox, let makePlanar = state.makePlanar, !state.refusedPlanes.contains(letterbox) {
                isRefused = false
                found = state.slots.lease(where: { $0.planar?.letterbox == letterbox }) {
                    let made = makePlanar(letterbox)
                    isRefused = made == nil
                    return made
                }
                if isRefused { refusePlanes(for: letterbox, in: &state) }
            }
            if isRefused { found = state.slots.lease(where: { $0.planar == nil }) { make(mode) } }
            if let superseded = found.superseded { supersede(superseded, in: &state) }
            return (found.buffer, found.superseded != nil)
        }
        if wasSuperseded { wake() }
        return buffer.map { FrameLease(buffer: $0, owner: self) }
    }

    package func giveBack(_ buffer: any FrameBuffer) {
        state.withLock { $0.slots.giveBack(buffer) }
    }

    package func present(_ lease: consuming FrameLease, token: UInt64) {
        let buffer = lease.spend()
        state.withLock { state in
            if let superseded = state.slots.submit(buffer, token: token) { supersede(superseded, in: &state) }
        }
        wake()
    }

    package func setPower(isOn: Bool) {
        state.withLock { $0.wantsPower = isOn }
        wake()
    }

    /// A copy of the front buffer; black before the first frame, `nil` while unplugged.
    package func snapshot() -> PixelImage? {
        guard let mode else { return nil }
        return withFront { $0.screenImage() } ?? PixelImage(width: mode.width, height: mode.height)
    }

    /// Runs `body` over the front buffer, which nobody can lease meanwhile; `nil` when there is none.
    @discardableResult
    package func withFront<Result, Failure: Error>(
        _ body: (Buffer) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        guard let front = state.withLock({ $0.slots.beginReading() }) else { return nil }
        defer { state.withLock { $0.slots.endReading(front) } }
        return try body(front)
    }

    // MARK: the thread

    /// A display of this mode is there now. Buffers of another mode are forgotten; says whether that was so.
    @discardableResult
    package func plug(
        _ mode: DisplayMode,
        connector: String? = nil,
        makePlanar: PlanarMaker? = nil,
        makeBuffer: @escaping BufferMaker
    ) -> Bool {
        state.withLock { state in
            state.makeBuffer = makeBuffer
            state.makePlanar = makePlanar
            state.refusedPlanes = []
            if let connector { state.connector = connector }
            state.fault = nil
            if state.mode == mode { return false }
            reset(&state)
            observers.post(state.mode == nil ? .plugged(mode) : .modeChanged(mode))
            state.mode = mode
            return true
        }
    }

    /// The display went away, or stays away for another reason.
    ///
    /// - Parameter fault: what failed, why, what to do.
    package func unplug(reason: String, fault: String) {
        state.withLock { state in
            state.fault = fault
            if state.mode == nil { return }
            reset(&state)
            state.mode = nil
            state.makeBuffer = nil
            state.makePlanar = nil
            observers.post(.unplugged(reason: reason))
        }
    }

    /// The hardware refused such planes after all: pictures of this size and place come as pixels until another display is plugged.
    package func refusePlanes(for letterbox: Letterbox) {
        state.withLock { refusePlanes(for: letterbox, in: &$0) }
    }

    private func refusePlanes(for letterbox: Letterbox, in state: inout State) {
        // Senders change sizes freely; what was refused long ago may be asked again.
        if state.refusedPlanes.count >= 64 { state.refusedPlanes.removeAll() }
        state.refusedPlanes.insert(letterbox)
    }

    /// What was last asked for by `setPower`.
    package var wantsPower: Bool { state.withLock { $0.wantsPower } }

    /// What has become of it.
    package var power: DisplayStatus.Power {
        get { state.withLock { $0.power } }
        set { state.withLock { $0.power = newValue } }
    }

    /// What the frame on the screen is made of.
    package var planePath: DisplayStatus.PlanePath {
        get { state.withLock { $0.planePath } }
        set { state.withLock { $0.planePath = newValue } }
    }

    /// The waiting frame, now on its way to the screen; `nil` when none waits or one is still on its way.
    package func takePending() -> Buffer? {
        state.withLock { $0.slots.takePending()?.buffer }
    }

    /// The frame on its way is on the screen since `time`.
    package func completed(at time: MonotonicTime) {
        state.withLock { state in
            guard let token = state.slots.completed() else { return }
            state.framesPresented &+= 1
            state.restAt = time + Self.quiet
            observers.post(.presented(token: token, at: time))
        }
    }

    /// Gives up the buffers that nobody uses once no frame has come for a while; each is megabytes.
    ///
    /// - Returns: when to ask again; `nil`: after the next frame.
    package func rest(now: MonotonicTime) -> MonotonicTime? {
        state.withLock { state in
            guard let time = state.restAt else { return nil }
            if now < time { return time }
            state.restAt = nil
            state.slots.dropSpares()
            return nil
        }
    }

    /// The last thing a thread does: nothing submitted will be shown any more.
    package func finish() {
        state.withLock { state in
            reset(&state)
            state.mode = nil
            state.makeBuffer = nil
            state.makePlanar = nil
            state.fault = "The display was closed. Start Diascope again."
        }
        observers.deliver()
    }

    private func reset(_ state: inout State) {
        for token in state.slots.reset() { supersede(token, in: &state) }
    }

    private func supersede(_ token: UInt64, in state: inout State) {
        state.framesSuperseded &+= 1
        observers.post(.superseded(token: token))
    }
}
