import DisplayContract
import DisplayHeadless
import Kiosk
import Media
import RTP
import Synchronization
import TVService
import Testing
import VP8TestEncoder
import Wire

/// From one screen to the next there is always something to see: each frame that reaches the display is looked at.
@Suite struct TransitionTests {
    /// A display, a stage and a stream of bright pictures, and the darkest that was ever on the display.
    private final class Room: Sendable {
        let display: HeadlessDisplay
        let stage: Stage
        let pipeline: DecodePipeline
        private let frames = Mutex<[PixelImage]>([])
        private let signal = ThreadSignal()
        private let observation = Mutex<DisplayObservation?>(nil)

        init() throws {
            display = try HeadlessDisplay(mode: DisplayMode(width: 320, height: 240, refreshHz: 0))
            stage = try Stage(display: display)
            pipeline = try DecodePipeline { _ in }
            observation.withLock {
                $0 = display.observe { [weak self] event in
                    guard case .presented = event, let self, let image = display.snapshot() else { return }
                    frames.withLock { $0.append(image) }
                    signal.signal()
                }
            }
        }

        deinit {
            pipeline.stop()
            stage.stop()
            display.close()
        }

        func submit(_ number: Int64, _ colour: TestPicture.Colour) throws {
            var encoder = try VP8TestEncoder(width: 320, height: 240)
            let frame = try encoder.encode(TestPicture(width: 320, height: 240, colour))
            pipeline.submit(
                EncodedFrame.test(number, isKeyFrame: frame.isKeyFrame, data: frame.data, arrival: MonotonicClock.now)
            )
        }

        /// Waits, with a deadline, until the display shows it.
        func wait(until condition: (PixelImage) -> Bool) -> Bool {
            let deadline = MonotonicClock.now + .seconds(20)
            while true {
                if let image = display.snapshot(), condition(image) { return true }
                let now = MonotonicClock.now
                if now >= deadline { return false }
                _ = signal.wait(until: min(deadline, now + .milliseconds(20)))
            }
        }

        /// The least light that any frame since the last call had in a place that no card covers.
        func darkest() -> UInt8 {
            frames.withLock { frames in
                defer { frames = [] }
                return frames.compactMap { $0.colour(x: 20, y: 120)?.green }.min() ?? 255
            }
        }
    }

    private func green(_ image: PixelImage) -> UInt8 { image.colour(x: 20, y: 120)?.green ?? 0 }

    @Test func leadsFromThePictureToPausedAndBackWithoutAFlash() throws {
        let room = try Room()
        room.pipeline.show(on: room.display)
        try room.submit(1, .white)
        #expect(room.wait { green($0) > 200 })
        _ = room.darkest()
        let before = try #require(room.display.snapshot())

        room.pipeline.hide()
        room.stage.show(.paused(senderName: "Ada"))
        #expect(room.wait { $0 != before })
        // The picture is as it was, and the card is in the middle.
        #expect(room.wait { green($0) > 200 && ($0.colour(x: 160, y: 94)?.green ?? 255) < 100 })

        room.stage.leaveToProjection()
        room.pipeline.show(on: room.display)
        #expect(room.wait { $0 == before })
        #expect(room.darkest() > 200)
    }

    @Test func dimsThePictureOnceHoweverOftenItIsDrawn() throws {
        let room = try Room()
        room.pipeline.show(on: room.display)
        try room.submit(1, .white)
        #expect(room.wait { green($0) > 200 })
        room.pipeline.hide()
        room.stage.show(.interrupted(senderName: "Ada"))
        #expect(room.wait { green($0) < 150 })
        let once = green(try #require(room.display.snapshot()))
        #expect(once > 50)
        room.stage.shift()
        room.stage.show(.interrupted(senderName: "Ada Lovelace"))
        #expect(room.wait { ($0.colour(x: 160, y: 94)?.green ?? 255) < 100 })
        #expect(green(try #require(room.display.snapshot())) == once)
        #expect(room.darkest() >= once)
    }

    /// The code screen's ground is dark, but nothing is black: neither before nor after the picture.
    @Test func leadsFromTheCodeToThePictureAndToTheEndWithoutAFlash() throws {
        let room = try Room()
        let look = Look(background: Color(0x606060))
        room.stage.use(ScreenRenderer(look: look))
        room.stage.show(.code(CodeScreen(code: "K7M2PX", senderURL: nil, tvName: "TV", connection: .connected)))
        #expect(room.wait { green($0) == 0x60 })
        _ = room.darkest()
        room.stage.show(.connecting(senderName: "Ada"))
        try room.submit(1, .white)
        room.stage.leaveToProjection()
        room.pipeline.show(on: room.display)
        #expect(room.wait { green($0) > 200 })
        room.pipeline.hide()
        room.stage.show(.ended(senderName: "Ada", CodeReminder(code: "K7M2PX", senderURL: nil)))
        #expect(room.wait { green($0) == 0x60 })
        #expect(room.darkest() >= 0x60)
    }

    @Test func laysBadgesOverThePictureAndTakesThemAway() throws {
        let room = try Room()
        room.pipeline.show(on: room.display)
        try room.submit(1, .white)
        #expect(room.wait { green($0) > 200 })
        let before = try #require(room.display.snapshot())
        let pipeline = room.pipeline
        room.stage.lay([.presenter(name: "Ada"), .code("K7M2PX")], over: 1, on: room.display) { pipeline.setOverlay($0) }
        #expect(room.wait { ($0.colour(x: 10, y: 226)?.green ?? 255) < 100 && ($0.colour(x: 311, y: 226)?.green ?? 255) < 100 })
        room.stage.lay([.code("K7M2PX")], over: 1, on: room.display) { pipeline.setOverlay($0) }
        #expect(room.wait { ($0.colour(x: 10, y: 226)?.green ?? 0) > 200 && ($0.colour(x: 311, y: 226)?.green ?? 255) < 100 })
        // Made anew for another size.
        room.display.setMode(DisplayMode(width: 640, height: 480, refreshHz: 0))
        #expect(room.wait { ($0.colour(x: 624, y: 455)?.green ?? 255) < 100 && ($0.colour(x: 320, y: 240)?.green ?? 0) > 200 })
        room.display.setMode(DisplayMode(width: 320, height: 240, refreshHz: 0))
        room.stage.uncover(1)
        #expect(room.wait { $0 == before })
    }

    @Test func asksOverAScreenThatKeepsTheLastFrame() throws {
        let room = try Room()
        room.pipeline.show(on: room.display)
        try room.submit(1, .white)
        #expect(room.wait { green($0) > 200 })
        room.pipeline.hide()
        room.stage.show(.paused(senderName: "Ada"), badges: [.question(newcomer: "Ben", presenter: "Ada")])
        #expect(room.wait { ($0.colour(x: 160, y: 7)?.green ?? 255) < 100 && ($0.colour(x: 160, y: 94)?.green ?? 255) < 100 })
    }
}

extension EncodedFrame {
    fileprivate static func test(_ number: Int64, isKeyFrame: Bool, data: [UInt8], arrival: MonotonicTime) -> EncodedFrame {
        EncodedFrame(
            codec: .vp8,
            data: data,
            isKeyFrame: isKeyFrame,
            width: nil,
            height: nil,
            rtpTimestamp: UInt32(truncatingIfNeeded: number &* 3000),
            number: number,
            firstPacketArrival: arrival,
            lastPacketArrival: arrival,
            wasRepaired: false
        )
    }
}
