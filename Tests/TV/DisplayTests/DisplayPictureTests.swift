import DisplayContract
import Media
import Testing
import VP8TestEncoder

/// Decoded pictures on every back end: each turned, with and without a margin, larger and smaller than the screen.
@Suite(.serialized, .timeLimit(.minutes(5))) struct DisplayPictureTests {
    /// The corners' colours clockwise from the top left.
    private static let corners: [(Rotation, [TestPicture.Colour])] = [
        (.degrees0, [.red, .green, .white, .blue]),
        (.degrees90, [.blue, .red, .green, .white]),
        (.degrees180, [.white, .blue, .red, .green]),
        (.degrees270, [.green, .white, .blue, .red]),
    ]

    @Test(arguments: Backend.available) func laysPicturesOutExactly(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let mode = try #require(harness.display.mode)
        var token: UInt64 = 0
        for size in [(width: 96, height: 64), (width: 640, height: 400)] {
            var encoder = try VP8TestEncoder(width: size.width, height: size.height)
            let frame = try encoder.encode(.quarters(width: size.width, height: size.height), asKeyFrame: true)
            for (rotation, colours) in Self.corners {
                for overscan in [0.0, 10.0] {
                    token += 1
                    let viewport = Viewport(rotation: rotation, overscanPercent: overscan)
                    try draw(frame.data, viewport, token, on: harness)
                    let letterbox = Letterbox(
                        frameWidth: size.width,
                        frameHeight: size.height,
                        mode: mode,
                        viewport: viewport
                    )
                    let screen = try #require(harness.screen)
                    screen.expect(colours, at: letterbox)
                    #expect(try #require(harness.display.snapshot()).looksLike(screen))
                }
            }
        }
    }

    private func draw(_ data: [UInt8], _ viewport: Viewport, _ token: UInt64, on harness: DisplayHarness) throws {
        var decoder = try VideoDecoder()
        _ = try #require(try decoder.decode(data))
        var converter = FrameConverter(viewport: viewport)
        let lease = harness.display.lease()
        guard var lease else { throw HarnessError.noLease }
        let isDrawn = converter.draw(decoder, into: &lease)
        #expect(isDrawn)
        harness.display.present(lease, token: token)
        #expect(harness.recorder.waitForPresentation(of: token))
    }
}
