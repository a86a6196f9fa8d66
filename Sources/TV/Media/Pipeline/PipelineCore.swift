import DisplayContract
import RTP
import Synchronization
import Wire

/// What `DecodePipeline`, its thread and the display's events share.
final class PipelineCore: Sendable {
    /// What the decode thread does next.
    enum Work {
        case ask(KeyFrameReason)
        /// `isLast`: no other is due.
        case decode(EncodedFrame, isLast: Bool)
        case redraw
        /// Until a signal, or until then.
        case wait(until: MonotonicTime?)
        case stop
    }

    struct Screen {
        var display: any DisplayOutput
        var viewport: Viewport
        var observation: DisplayObservation?
    }

    private struct State {
        var queue: DecodeQueue
        var needsRedraw = false
        var isStopping = false
    }

    /// A picture handed to the display whose fate is not known yet.
    fileprivate struct Underway {
        var token: UInt64
        var picture: DecodedPicture
        var isRedrawn: Bool
    }

    fileprivate struct Record {
        var statistics = PlaybackStatistics()
        var underway: [Underway] = []
        /// There was no buffer to draw the last picture into.
        var owesPicture = false
        /// The last picture that was displayed or given up: drawn again, it is no new one.
        var lastSettled: UInt64 = 0
    }

    let signal = ThreadSignal()
    private let state: Mutex<State>
    private let record = Mutex(Record())
    private let screen = Mutex<Screen?>(nil)
    private let overlay = Mutex<PictureOverlay?>(nil)
    private let onEvent: @Sendable (DecodePipelineEvent) -> Void

    init(queue: DecodeQueue, onEvent: @escaping @Sendable (DecodePipelineEvent) -> Void) {
        state = Mutex(State(queue: queue))
        self.onEvent = onEvent
    }

    var statistics: PlaybackStatistics {
        var statistics = record.withLock { $0.statistics }
        statistics.playoutDelay = state.withLock { $0.queue.schedule.delay }
        return statistics
    }

    var display: (any DisplayOutput)? { screen.withLock { $0?.display } }

    var target: (display: any DisplayOutput, viewport: Viewport, overlay: PictureOverlay?)? {
        guard let (display, viewport) = screen.withLock({ $0.map { ($0.display, $0.viewport) } }) else { return nil }
        return (display, viewport, overlay.withLock { $0 })
    }

    func setOverlay(_ new: PictureOverlay?) {
        let isChanged = overlay.withLock { overlay in
            defer { overlay = new }
            return overlay != new
        }
        if isChanged { requestRedraw() }
    }

    func submit(_ frame: EncodedFrame) {
        let now = MonotonicClock.now
        let dropped = state.withLock { $0.queue.append(frame, now: now) }
        if dropped > 0 { record.withLock { $0.statistics.framesDropped(dropped) } }
        signal.signal()
    }

    func nextWork() -> Work {
        let now = MonotonicClock.now
        return state.withLock { state in
            if state.isStopping { return .stop }
            if let reason = state.queue.takeRequest() { return .ask(reason) }
            if let next = state.queue.next(now: now) { return .decode(next.frame, isLast: next.isLast) }
            guard state.needsRedraw else { return .wait(until: state.queue.due) }
            state.needsRedraw = false
            return .redraw
        }
    }

    func setSynchronizationDelay(_ delay: Duration) {
        state.withLock { $0.queue.setSynchronization(delay) }
        signal.signal()
    }

    func requestRedraw() {
        state.withLock { $0.needsRedraw = true }
        signal.signal()
    }

    /// The picture about to be drawn is all a redraw could show.
    func redrawIsServed() {
        state.withLock { $0.needsRedraw = false }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        signal.signal()
    }

    func send(_ event: DecodePipelineEvent) { onEvent(event) }

    func frameDecoded(isKeyFrame: Bool, size: (width: Int, height: Int)?, took: Duration, now: MonotonicTime) {
        record.withLock { $0.statistics.frameDecoded(isKeyFrame: isKeyFrame, size: size, took: took, now: now) }
    }

    func decodingFailed(_ error: VideoDecoderError) {
        let dropped = state.withLock { $0.queue.decodingFailed(error) }
        record.withLock { record in
            record.statistics.decodingFailed()
            record.statistics.framesDropped(dropped)
        }
    }

    func frameDropped() {
        record.withLock { $0.statistics.framesDropped(1) }
    }

    // MARK: the screen

    func show(on display: any DisplayOutput, viewport: Viewport) {
        if screen.withLock({ $0?.display === display && $0?.viewport == viewport }) { return }
        hide()
        let observation = display.observe { [weak self] event in self?.handle(event) }
        screen.withLock { $0 = Screen(display: display, viewport: viewport, observation: observation) }
        requestRedraw()
    }

    /// When this returns, no frame is presented any more.
    func hide() {
        let old = screen.withLock { screen in
            defer { screen = nil }
            return screen
        }
        guard old != nil else { return }
        record.withLock { record in
            record.underway.removeAll(keepingCapacity: true)
            record.owesPicture = false
            record.statistics.displayInterrupted()
        }
    }

    /// Hands a drawn picture to the display, unless it has been hidden meanwhile.
    ///
    /// The lock is held over the call so that `hide` can promise what it does. `present` neither waits nor calls out.
    func present(
        _ lease: consuming FrameLease,
        on display: any DisplayOutput,
        token: UInt64,
        picture: DecodedPicture,
        isRedrawn: Bool
    ) {
        var drawn: FrameLease? = lease
        screen.withLock { screen in
            guard screen?.display === display, let lease = drawn.take() else { return }
            record.withLock { record in
                if picture.serial <= record.lastSettled { return }
                record.underway.append(Underway(token: token, picture: picture, isRedrawn: isRedrawn))
            }
            display.present(lease, token: token)
        }
    }

    /// There was no buffer: the picture is drawn as soon as the display has let go of one, unless a newer comes first.
    func pictureNotShown(_ picture: DecodedPicture) {
        record.withLock { record in
            record.owesPicture = true
            if picture.serial <= record.lastSettled { return }
            record.lastSettled = picture.serial
            record.statistics.framesDropped(1)
        }
    }

    private func handle(_ event: DisplayEvent) {
        switch event {
        case .presented(let token, let time): settle(token, presentedAt: time)
        case .superseded(let token): settle(token, presentedAt: nil)
        case .plugged, .modeChanged: requestRedraw()
        case .unplugged, .closeRequested: break
        }
    }

    private func settle(_ token: UInt64, presentedAt time: MonotonicTime?) {
        let (displayed, owesPicture) = record.withLock { record in
            defer { record.owesPicture = false }
            return (record.settle(token, presentedAt: time), record.owesPicture)
        }
        if owesPicture { requestRedraw() }
        guard let displayed, let time else { return }
        let delay = time - displayed.lastPacketArrival
        send(
            .displayed(
                number: displayed.number,
                rtpTimestamp: displayed.rtpTimestamp,
                at: time,
                receiveToDisplay: delay
            )
        )
    }
}

extension PipelineCore.Record {
    /// The display's word on a token; returns the picture that was displayed by it for the first time.
    fileprivate mutating func settle(_ token: UInt64, presentedAt time: MonotonicTime?) -> DecodedPicture? {
        guard let index = underway.firstIndex(where: { $0.token == token }) else { return nil }
        let settled = underway.remove(at: index)
        let picture = settled.picture
        if picture.serial <= lastSettled { return nil }
        guard let time else {
            // The same picture, drawn again, may have taken the place of itself.
            if underway.contains(where: { $0.picture.serial == picture.serial }) { return nil }
            lastSettled = picture.serial
            statistics.framesDropped(1)
            return nil
        }
        lastSettled = picture.serial
        statistics.frameDisplayed(at: time, lastPacketArrival: settled.isRedrawn ? nil : picture.lastPacketArrival)
        return picture
    }
}
