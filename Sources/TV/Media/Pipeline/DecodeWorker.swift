import DisplayContract
import RTP
import Wire

/// The decode thread: owns the decoder and the converter.
struct DecodeWorker: ~Copyable {
    private let core: PipelineCore
    private let threads: Int
    private var decoder: VideoDecoder?
    private var converter: FrameConverter
    private var tokens = PresentationTokens()
    private var last: DecodedPicture?
    private var serial: UInt64 = 0
    private var skipping = PictureSkipping()

    init(_ core: PipelineCore, threads: Int) {
        self.core = core
        self.threads = threads
        converter = FrameConverter()
    }

    consuming func run() {
        while true {
            switch core.nextWork() {
            case .ask(let reason): core.send(.keyFrameNeeded(reason))
            case .decode(let frame, let isLast): decode(frame, isLast: isLast)
            case .redraw: show(isRedrawn: true)
            case .wait(let deadline): core.signal.wait(until: deadline)
            case .stop: return
            }
        }
    }

    private mutating func decode(_ frame: EncodedFrame, isLast: Bool) {
        let start = MonotonicClock.now
        do throws(VideoDecoderError) {
            if decoder?.codec != frame.codec { decoder = try VideoDecoder(codec: frame.codec, threads: threads) }
            let size = try decoder?.decode(frame.data) ?? nil
            let end = MonotonicClock.now
            core.frameDecoded(isKeyFrame: frame.isKeyFrame, size: size, took: end - start, now: end)
            core.send(
                .decoded(
                    number: frame.number,
                    isKeyFrame: frame.isKeyFrame,
                    width: size?.width,
                    height: size?.height,
                    took: end - start
                )
            )
            guard let size else { return }
            serial += 1
            last = DecodedPicture(
                serial: serial,
                number: frame.number,
                rtpTimestamp: frame.rtpTimestamp,
                lastPacketArrival: frame.lastPacketArrival
            )
            if serial == 1 {
                core.send(.firstFrame(width: size.width, height: size.height))
            }
            if skipping.shows(isLast: isLast, now: end) {
                show(isRedrawn: false)
            } else if core.display != nil {
                core.frameDropped()
            }
        } catch {
            last = nil
            core.decodingFailed(error)
        }
    }

    /// Draws the last picture and hands it over, if there is one and somewhere to show it.
    private mutating func show(isRedrawn: Bool) {
        guard let picture = last, let (display, viewport, overlay) = core.target else { return }
        converter.viewport = viewport
        converter.overlay = overlay
        skipping.shown(now: MonotonicClock.now)
        core.redrawIsServed()
        let lease = lease(on: display)
        guard var lease else { return core.pictureNotShown(picture) }
        guard draw(into: &lease) else { return }
        core.present(lease, on: display, token: tokens.next(), picture: picture, isRedrawn: isRedrawn)
    }

    /// Planes where the display takes the picture as it is, else pixels.
    private mutating func lease(on display: any DisplayOutput) -> FrameLease? {
        guard let decoder = decoder.take() else { return nil }
        var letterbox: Letterbox?
        if converter.overlay == nil, let mode = display.mode { letterbox = converter.letterbox(of: decoder, on: mode) }
        self.decoder = consume decoder
        return if let letterbox { display.lease(for: letterbox) } else { display.lease() }
    }

    private mutating func draw(into lease: inout FrameLease) -> Bool {
        guard let decoder = decoder.take() else { return false }
        let isDrawn = converter.draw(decoder, into: &lease)
        self.decoder = consume decoder
        return isDrawn
    }
}
