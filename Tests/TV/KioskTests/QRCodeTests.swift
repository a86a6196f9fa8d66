import Kiosk
import Testing

@Suite struct QRCodeTests {
    /// The modules as a camera would find them: the middle of each in the painted picture.
    private func scanned(_ screen: CodeScreen, width: Int, height: Int) throws -> (scanned: [[Bool]], matrix: QRMatrix) {
        var picture = Picture(width: width, height: height)
        let drawn = try picture.draw(.code(screen))
        let box = try #require(drawn.elements(.qrCode).first).box
        let url = try #require(screen.codeURL)
        let matrix = try #require(QRMatrix(encoding: url))
        let module = box.width / Double(matrix.size)
        #expect(module == module.rounded() && module >= 1)
        // The quiet zone of ISO/IEC 18004 §5.3.8: four modules of light all round.
        for distance in 1...4 {
            let offset = (Double(distance) - 0.5) * module
            #expect(picture[Int(box.x - offset), Int(box.y + box.height / 2)] == [255, 255, 255])
            #expect(picture[Int(box.x + box.width / 2), Int(box.bottom + offset)] == [255, 255, 255])
        }
        var rows: [[Bool]] = []
        for y in 0..<matrix.size {
            let middle = Int(box.y + (Double(y) + 0.5) * module)
            rows.append(
                (0..<matrix.size).map { x -> Bool in
                    picture[Int(box.x + (Double(x) + 0.5) * module), middle][1] < 128
                }
            )
        }
        return (rows, matrix)
    }

    @Test(arguments: sizes)
    func paintsEveryModule(_ size: (Int, Int)) throws {
        let (rows, matrix) = try scanned(codeScreen, width: size.0, height: size.1)
        for y in 0..<matrix.size {
            for x in 0..<matrix.size where rows[y][x] != matrix[x, y] {
                Issue.record("module \(x), \(y)")
            }
        }
    }

    @Test(arguments: ["https://a.example", "https://192.168.1.20:8443", "http://[fe80::1]:80/tv"])
    func holdsTheAddressWithTheCode(_ url: String) throws {
        var screen = codeScreen
        screen.senderURL = url
        let (rows, _) = try scanned(screen, width: 1920, height: 1080)
        #expect(QRReader(rows).text == "\(url)/K7M2PX")
    }

    @Test func refusesWhatNoQRCodeHolds() {
        #expect(QRMatrix(encoding: "") == nil)
        #expect(QRMatrix(encoding: "a\u{0}b") == nil)
        #expect(QRMatrix(encoding: String(repeating: "x", count: 4000)) == nil)
    }

    @Test func isLightOutside() throws {
        let matrix = try #require(QRMatrix(encoding: "https://a.example"))
        #expect(matrix[0, 0] && matrix[matrix.size - 1, 0] && matrix[0, matrix.size - 1])
        #expect(!matrix[-1, 0] && !matrix[0, matrix.size] && !matrix[.max, .min])
    }
}
