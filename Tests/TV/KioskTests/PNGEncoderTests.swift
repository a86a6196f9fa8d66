import Kiosk
import Testing

@Suite struct PNGEncoderTests {
    @Test func writesSizeAndColourTypeIntoTheHeader() throws {
        let picture = Picture(width: 300, height: 20)
        let file = try PNGEncoder.encode(picture.bytes.span, width: 300, height: 20, bytesPerRow: picture.bytesPerRow)
        #expect(Array(file.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // IHDR: width, height, 8 bits, RGB.
        #expect(Array(file[16..<26]) == [0, 0, 1, 44, 0, 0, 0, 20, 8, 2])
        #expect(Array(file.suffix(8).prefix(4)) == Array("IEND".utf8))
    }

    @Test func ignoresAlphaAndTheEndOfRows() throws {
        var first = Picture(width: 16, height: 4, padding: 8, gray: 10)
        let tight = Picture(width: 16, height: 4, gray: 10)
        for offset in stride(from: 3, to: first.bytes.count, by: 4) { first.bytes[offset] = UInt8(offset & 0xFF) }
        let one = try PNGEncoder.encode(first.bytes.span, width: 16, height: 4, bytesPerRow: first.bytesPerRow)
        let two = try PNGEncoder.encode(tight.bytes.span, width: 16, height: 4, bytesPerRow: tight.bytesPerRow)
        #expect(one == two)
    }

    @Test(arguments: [(0, 1, 4), (1, 0, 4), (4, 4, 12), (4, 4, 18), (4, 5, 16), (4, .max, 16)])
    func refusesMemoryThatDoesNotFit(_ width: Int, height: Int, bytesPerRow: Int) {
        let bytes = [UInt8](repeating: 0, count: 64)
        #expect(throws: CanvasError.badGeometry(width: width, height: height, bytesPerRow: bytesPerRow, bytes: 64)) {
            try PNGEncoder.encode(bytes.span, width: width, height: height, bytesPerRow: bytesPerRow)
        }
    }
}
