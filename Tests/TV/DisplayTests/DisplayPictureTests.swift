import DisplayContract
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
                    let lease = harness.display.lease()
                    try harness.draw(frame.data, viewport, into: lease, token: token)
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
}
