import DisplayContract
import Testing

@testable import DisplayDRM

/// Pictures in planes, as the hardware would show them.
@Suite struct DRMPlanesTests {
    private static let letterbox = Letterbox(
        frameWidth: 80,
        frameHeight: 60,
        mode: DisplayMode(width: 320, height: 180, refreshHz: 60)
    )

    /// Limited-range BT.601 of plain red.
    private static let red: (y: UInt8, u: UInt8, v: UInt8) = (81, 90, 240)

    @Test(arguments: PlanarFormat.allCases) func showsThePictureInItsPlaceAndBlackAround(_ format: PlanarFormat) {
        let layout = format.layout(for: Self.letterbox, stride: 128)
        var bytes = [UInt8](repeating: Self.red.y, count: layout.byteCount)
        for row in 0..<layout.chromaRows {
            for column in 0..<40 {
                let start = layout.chromaOffset + row * layout.chromaStride
                if let offsetV = layout.chromaOffsetV {
                    bytes[start + column] = Self.red.u
                    bytes[offsetV + row * layout.chromaStride + column] = Self.red.v
                } else {
                    bytes[start + 2 * column] = Self.red.u
                    bytes[start + 2 * column + 1] = Self.red.v
                }
            }
        }
        let image = PixelImage(planes: bytes.span, layout)
        #expect((image.width, image.height) == (320, 180))
        let area = Self.letterbox.picture
        #expect(area == PixelRectangle(x: 40, y: 0, width: 240, height: 180))
        for (x, y) in [(area.x, 0), (160, 90), (area.x + area.width - 1, 179)] {
            guard let colour = image.colour(x: x, y: y) else { continue }
            #expect(colour.red > 250 && colour.green < 5 && colour.blue < 5, "\(x), \(y): \(colour)")
        }
        let black = PixelImage.Colour(red: 0, green: 0, blue: 0)
        #expect(image.colour(x: area.x - 1, y: 90) == black)
        #expect(image.colour(x: area.x + area.width, y: 90) == black)
    }

    @Test func showsNothingOfPlanesThatAreTooShort() {
        let layout = PlanarFormat.nv12.layout(for: Self.letterbox, stride: 128)
        let image = PixelImage(planes: [UInt8](repeating: 200, count: layout.byteCount - 1).span, layout)
        #expect(image == PixelImage(width: 320, height: 180))
    }

    @Test(arguments: PlanarFormat.allCases) func laysPlanesOutWithoutOverlap(_ format: PlanarFormat) {
        let odd = Letterbox(frameWidth: 33, frameHeight: 21, mode: DisplayMode(width: 64, height: 48, refreshHz: 60))
        let layout = format.layout(for: odd, stride: 64)
        #expect(layout.chromaOffset == 64 * 21)
        #expect(layout.chromaStride >= (format == .nv12 ? 34 : 17))
        if let offsetV = layout.chromaOffsetV { #expect(offsetV == layout.chromaOffset + layout.chromaStride * 11) }
        // What DRMBuffer asks for: the rows of the first plane, and half as many and one below it.
        #expect(layout.byteCount <= 64 * (21 + 11 + 1))
    }
}
