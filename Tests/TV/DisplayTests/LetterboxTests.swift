import DisplayContract
import Testing

@Suite struct LetterboxTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var frame: (Int, Int)
        var screen: (Int, Int)
        var rotation = Rotation.degrees0
        var overscan = 0.0
        var picture: PixelRectangle

        var testDescription: String { "\(frame) on \(screen), \(rotation), margin \(overscan) %" }
    }

    static let cases = [
        Case(frame: (1920, 1080), screen: (1920, 1080), picture: PixelRectangle(x: 0, y: 0, width: 1920, height: 1080)),
        Case(frame: (1280, 720), screen: (1920, 1080), picture: PixelRectangle(x: 0, y: 0, width: 1920, height: 1080)),
        Case(frame: (3840, 2160), screen: (1366, 768), picture: PixelRectangle(x: 0, y: 0, width: 1365, height: 768)),
        Case(frame: (1024, 768), screen: (1920, 1080), picture: PixelRectangle(x: 240, y: 0, width: 1440, height: 1080)),
        Case(frame: (1280, 700), screen: (1920, 1080), picture: PixelRectangle(x: 0, y: 15, width: 1920, height: 1050)),
        Case(frame: (1080, 1920), screen: (1920, 1080), picture: PixelRectangle(x: 656, y: 0, width: 608, height: 1080)),
        Case(frame: (16383, 1), screen: (640, 480), picture: PixelRectangle(x: 0, y: 239, width: 640, height: 1)),
        Case(frame: (1, 1), screen: (801, 600), picture: PixelRectangle(x: 100, y: 0, width: 600, height: 600)),
        Case(
            frame: (1920, 1080),
            screen: (1080, 1920),
            rotation: .degrees90,
            picture: PixelRectangle(x: 0, y: 0, width: 1080, height: 1920)
        ),
        Case(
            frame: (1024, 768),
            screen: (1080, 1920),
            rotation: .degrees270,
            picture: PixelRectangle(x: 0, y: 240, width: 1080, height: 1440)
        ),
        Case(
            frame: (1280, 700),
            screen: (1920, 1080),
            rotation: .degrees180,
            picture: PixelRectangle(x: 0, y: 15, width: 1920, height: 1050)
        ),
        Case(
            frame: (1920, 1080),
            screen: (1920, 1080),
            overscan: 5,
            picture: PixelRectangle(x: 96, y: 54, width: 1728, height: 972)
        ),
        Case(
            frame: (1024, 768),
            screen: (1920, 1080),
            overscan: 2.5,
            picture: PixelRectangle(x: 276, y: 27, width: 1368, height: 1026)
        ),
    ]

    @Test(arguments: cases) func laysTheFrameOutExactly(_ example: Case) {
        let letterbox = Letterbox(
            frameWidth: example.frame.0,
            frameHeight: example.frame.1,
            mode: DisplayMode(width: example.screen.0, height: example.screen.1, refreshHz: 60),
            viewport: Viewport(rotation: example.rotation, overscanPercent: example.overscan)
        )
        #expect(letterbox.picture == example.picture)
    }

    @Test(arguments: cases) func pictureAndBordersCoverTheScreenOnce(_ example: Case) {
        let (width, height) = example.screen
        let letterbox = Letterbox(
            frameWidth: example.frame.0,
            frameHeight: example.frame.1,
            mode: DisplayMode(width: width, height: height, refreshHz: 60),
            viewport: Viewport(rotation: example.rotation, overscanPercent: example.overscan)
        )
        var covered = [UInt8](repeating: 0, count: width * height)
        for area in letterbox.borders + [letterbox.picture] {
            for row in area.y..<(area.y + area.height) {
                for column in area.x..<(area.x + area.width) { covered[row * width + column] += 1 }
            }
        }
        #expect(covered.allSatisfy { $0 == 1 })
    }

    @Test(arguments: [(0, 720), (1280, 0), (-1, -1), (Int.max, Int.max), (Int.min, 1)])
    func leavesTheScreenBlackForImpossibleFrames(width: Int, height: Int) {
        let letterbox = Letterbox(
            frameWidth: width,
            frameHeight: height,
            mode: DisplayMode(width: 640, height: 480, refreshHz: 60)
        )
        #expect(letterbox.picture.isEmpty)
        #expect(letterbox.borders == [PixelRectangle(x: 0, y: 0, width: 640, height: 480)])
    }

    @Test func takesTheSidesOfATurnedFrameForUnscaled() {
        let upright = DisplayMode(width: 1080, height: 1920, refreshHz: 60)
        let turned = Letterbox(frameWidth: 1920, frameHeight: 1080, mode: upright, viewport: Viewport(rotation: .degrees90))
        #expect(turned.isUnscaled)
        #expect(!Letterbox(frameWidth: 1920, frameHeight: 1080, mode: upright).isUnscaled)
    }

    @Test(arguments: [(-3.0, 0.0), (99.0, 20.0), (Double.nan, 0.0), (3.5, 3.5)])
    func bringsTheMarginIntoItsLimits(asked: Double, kept: Double) {
        #expect(Viewport(overscanPercent: asked).overscanPercent == kept)
    }
}
