import CYUV
import DisplayContract
import Testing
import VP8TestEncoder

@testable import Media

@Suite struct FrameConverterTests {
    /// Draws the picture into the buffer as the decode thread would.
    private func draw(_ picture: TestPicture, into buffer: TestBuffer, with converter: inout FrameConverter) {
        var lease = buffer.lease()
        picture.withI420 { converter.draw($0, into: &lease) }
    }

    private func draw(_ picture: TestPicture, into buffer: TestBuffer, viewport: Viewport = Viewport()) {
        var converter = FrameConverter(viewport: viewport)
        draw(picture, into: buffer, with: &converter)
    }

    @Test(arguments: [(64, 48), (65, 49), (1, 1), (3, 2), (1279, 719)])
    func convertsAFrameOfTheScreensSizePixelByPixel(width: Int, height: Int) {
        let buffer = TestBuffer(width: width, height: height, padding: 28)
        draw(.quarters(width: width, height: height), into: buffer)
        let image = buffer.image
        #expect(image.isNear(width > 3 ? .red : .white, x: 0, y: 0, tolerance: 3))
        #expect(image.isNear(.white, x: width - 1, y: height - 1, tolerance: 3))
        if width > 3 {
            #expect(image.isNear(.green, x: width - 1, y: 0, tolerance: 3))
            #expect(image.isNear(.blue, x: 0, y: height - 1, tolerance: 3))
        }
        #expect(buffer.paddingIsUntouched)
    }

    struct Turn: Sendable {
        var rotation: Rotation
        /// Clockwise from the top left.
        var corners: [TestPicture.Colour]
    }

    static let turns = [
        Turn(rotation: .degrees0, corners: [.red, .green, .white, .blue]),
        Turn(rotation: .degrees90, corners: [.blue, .red, .green, .white]),
        Turn(rotation: .degrees180, corners: [.white, .blue, .red, .green]),
        Turn(rotation: .degrees270, corners: [.green, .white, .blue, .red]),
    ]

    /// Same size, larger, a little smaller, much smaller, and odd.
    static let sizes = [(96, 64), (40, 30), (128, 90), (400, 300), (67, 41)]

    @Test(arguments: turns, sizes) func turnsAndScalesThePicture(_ turn: Turn, _ size: (Int, Int)) {
        check(turn, size, overscan: 0)
    }

    @Test(arguments: turns, sizes) func leavesTheMarginBlack(_ turn: Turn, _ size: (Int, Int)) {
        check(turn, size, overscan: 10)
    }

    private func check(_ turn: Turn, _ size: (Int, Int), overscan: Double) {
        let buffer = TestBuffer(width: 96, height: 64, padding: 16)
        let viewport = Viewport(rotation: turn.rotation, overscanPercent: overscan)
        draw(.quarters(width: size.0, height: size.1), into: buffer, viewport: viewport)
        let letterbox = Letterbox(
            frameWidth: size.0,
            frameHeight: size.1,
            mode: DisplayMode(width: 96, height: 64, refreshHz: 0),
            viewport: viewport
        )
        let image = buffer.image
        let area = letterbox.picture
        let (right, bottom) = (area.x + area.width - 1, area.y + area.height - 1)
        let corners = [(area.x, area.y), (right, area.y), (right, bottom), (area.x, bottom)]
        for ((x, y), colour) in zip(corners, turn.corners) {
            #expect(image.isNear(colour, x: x, y: y), "\(String(describing: image.colour(x: x, y: y))) at \(x), \(y)")
        }
        for border in letterbox.borders {
            for y in border.y..<(border.y + border.height) {
                for x in border.x..<(border.x + border.width) { #expect(image.colour(x: x, y: y)?.isBlack == true) }
            }
        }
        #expect(buffer.paddingIsUntouched)
    }

    @Test(arguments: [(320, 180, 300, 200), (960, 540, 683, 384), (961, 541, 501, 499), (320, 1001, 300, 601)])
    func leavesNoSeamsWhenShrinkingInBands(width: Int, height: Int, screenWidth: Int, screenHeight: Int) {
        var picture = TestPicture.moving(width: width, height: height, frame: 3)
        for row in stride(from: 0, to: height - 2, by: 6) {
            picture.fill(x: 0..<width / 3, y: row..<(row + 2), TestPicture.Colour(UInt8(row % 200), 90, 40))
        }
        let buffer = TestBuffer(width: screenWidth, height: screenHeight)
        draw(picture, into: buffer)
        let letterbox = Letterbox(
            frameWidth: width,
            frameHeight: height,
            mode: DisplayMode(width: screenWidth, height: screenHeight, refreshHz: 0)
        )
        let whole = TestBuffer(width: screenWidth, height: screenHeight)
        let converted = TestBuffer(width: width, height: height)
        draw(picture, into: converted)
        let area = letterbox.picture
        whole.fill(0)
        whole.withPixels { target in
            converted.withPixels { source in
                target.withUnsafeMutableBufferPointer { target in
                    source.withUnsafeMutableBufferPointer { source in
                        _ = ARGBScale(
                            source.baseAddress,
                            CInt(width * 4),
                            CInt(width),
                            CInt(height),
                            target.baseAddress! + area.y * screenWidth * 4 + area.x * 4,
                            CInt(screenWidth * 4),
                            CInt(area.width),
                            CInt(area.height),
                            kFilterBilinear
                        )
                    }
                }
            }
        }
        let (left, right) = (buffer.image.pixels, whole.image.pixels)
        let different = (area.y..<(area.y + area.height)).filter { y in
            let row = ((y * screenWidth + area.x) * 4)..<((y * screenWidth + area.x + area.width) * 4)
            return left[row] != right[row]
        }
        #expect(different.isEmpty)
    }

    @Test func blackensTheBordersOfABufferOnce() {
        let buffer = TestBuffer(width: 100, height: 100)
        var converter = FrameConverter()
        let picture = TestPicture.quarters(width: 100, height: 50)
        draw(picture, into: buffer, with: &converter)
        #expect(buffer.image.colour(x: 0, y: 0)?.isBlack == true)
        buffer.fill(0x77)
        draw(picture, into: buffer, with: &converter)
        #expect(buffer.image.colour(x: 0, y: 0) == PixelImage.Colour(red: 0x77, green: 0x77, blue: 0x77), "nothing to blacken")
        #expect(buffer.image.isNear(.red, x: 0, y: 26))
    }

    @Test func blackensTheBordersAgainAfterAnotherShapeOrAnotherWriter() {
        let buffer = TestBuffer(width: 100, height: 100)
        var converter = FrameConverter()
        let wide = TestPicture.quarters(width: 100, height: 50)
        draw(wide, into: buffer, with: &converter)
        draw(.quarters(width: 50, height: 100), into: buffer, with: &converter)
        #expect(buffer.image.colour(x: 0, y: 50)?.isBlack == true)
        draw(wide, into: buffer, with: &converter)
        #expect(buffer.image.colour(x: 50, y: 0)?.isBlack == true)
        // Someone else wrote and left no word of it.
        _ = buffer.lease()
        buffer.fill(0x77)
        draw(wide, into: buffer, with: &converter)
        #expect(buffer.image.colour(x: 50, y: 0)?.isBlack == true)
    }
}
