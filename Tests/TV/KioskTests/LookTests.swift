import Foundation
import Kiosk
import Testing

@Suite struct LookTests {
    private func png(_ width: Int, _ height: Int, gray: UInt8 = 255) throws -> PictureFile {
        let picture = Picture(width: width, height: height, gray: gray)
        let file = try PNGEncoder.encode(picture.bytes.span, width: width, height: height, bytesPerRow: picture.bytesPerRow)
        let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).png")
        try Data(file).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        return try PictureFile(path: url.path())
    }

    @Test(arguments: [0x0B0F18, 0xFFFFFF, 0x808080, 0xC00000, 0x00C000, 0xFFE000] as [UInt32])
    func keepsTextReadableOnAnyBackground(_ rgb: UInt32) throws {
        var picture = Picture(width: 1280, height: 720)
        let renderer = ScreenRenderer(look: Look(background: Color(rgb), accent: Color(rgb)))
        let drawn = try picture.draw(.code(codeScreen), with: renderer)
        func luminance(_ pixel: [UInt8]) -> Double {
            0.2126 * Double(pixel[0]) + 0.7152 * Double(pixel[1]) + 0.0722 * Double(pixel[2])
        }
        let ground = luminance(picture[3, 3])
        for element in drawn.elements where element.role != .qrCode {
            let box = element.box
            var farthest = 0.0
            for y in Int(box.y)...Int(box.bottom) {
                for x in Int(box.x)...Int(box.right) { farthest = max(farthest, abs(luminance(picture[x, y]) - ground)) }
            }
            #expect(farthest > 60, "\(element.role) on \(String(rgb, radix: 16))")
        }
        #expect(picture[3, 3] == [UInt8(rgb >> 16 & 255), UInt8(rgb >> 8 & 255), UInt8(rgb & 255)])
    }

    @Test func showsTheLogoOfTheHouse() throws {
        var plain = Picture(width: 1280, height: 720)
        var branded = plain
        let renderer = ScreenRenderer(look: Look(logo: try png(300, 100, gray: 200)))
        let without = try plain.draw(.code(codeScreen))
        let with = try branded.draw(.code(codeScreen), with: renderer)
        let name = try #require(with.elements(.tvName).first).box
        #expect(name.x > (without.elements(.tvName).first?.box.x ?? 0))
        #expect(branded[Int(name.x) - 40, Int(name.y + name.height / 2)].allSatisfy { abs(Int($0) - 200) < 3 })
        #expect(try branded.draw(.starting(message: ""), with: renderer).elements(.title).count == 1)
    }

    @Test func fillsTheBackgroundWithItsPictureAndDimsIt() throws {
        var picture = Picture(width: 1280, height: 720)
        try picture.draw(.code(codeScreen), with: ScreenRenderer(look: Look(backgroundPicture: try png(64, 64))))
        for corner in [picture[0, 0], picture[1279, 719], picture[1279, 0]] {
            #expect(corner.allSatisfy { $0 > 60 && $0 < 110 })
        }
    }

    @Test func saysWhyAPictureCannotBeUsed() throws {
        let folder = FileManager.default.temporaryDirectory
        #expect(throws: PictureFileError.missing) { try PictureFile(path: "/nonexistent/logo.png") }
        let text = folder.appending(path: "\(UUID().uuidString).png")
        try Data("no picture".utf8).write(to: text)
        defer { try? FileManager.default.removeItem(at: text) }
        #expect(throws: PictureFileError.notPNG) { try PictureFile(path: text.path()) }
        #expect(throws: PictureFileError.tooLarge) { try png(5000, 2) }
    }

    /// The screen drawn upright, turned pixel by pixel.
    @Test(arguments: [1, 2, 3])
    func turnsWithTheTV(_ turns: Int) throws {
        let (width, height) = (640, 360)
        let isOnItsSide = turns % 2 == 1
        var upright = Picture(width: isOnItsSide ? height : width, height: isOnItsSide ? width : height)
        let drawn = try upright.draw(.code(codeScreen))
        var turned = Picture(width: width, height: height)
        let renderer = ScreenRenderer(placement: Placement(quarterTurns: turns))
        #expect(try turned.draw(.code(codeScreen), with: renderer).elements.map(\.role) == drawn.elements.map(\.role))
        var difference = 0
        for y in 0..<upright.height {
            for x in 0..<upright.width {
                let (toX, toY) =
                    switch turns {
                    case 1: (width - 1 - y, x)
                    case 2: (width - 1 - x, height - 1 - y)
                    default: (y, height - 1 - x)
                    }
                difference += abs(Int(upright[x, y][1]) - Int(turned[toX, toY][1]))
            }
        }
        #expect(Double(difference) / Double(width * height) < 1)
    }

    @Test func staysWithinTheMarginOfTVsThatCutOffEdges() throws {
        var picture = Picture(width: 1280, height: 720)
        try picture.draw(.code(codeScreen), with: ScreenRenderer(placement: Placement(marginPercent: 10)))
        let ground = picture[0, 0]
        for y in 0..<720 {
            for x in 0..<1280 where x < 128 || x >= 1152 || y < 72 || y >= 648 {
                if picture[x, y] != ground { Issue.record("\(x), \(y)") }
            }
        }
    }

    @Test(arguments: sizes)
    func walksWithoutALeap(_ size: (Int, Int)) throws {
        var before = Shift.at(step: -1, width: size.0, height: size.1)
        var places: [[Int]: Int] = [:]
        for step in 0..<98 {
            let shift = Shift.at(step: step, width: size.0, height: size.1)
            let distance = abs(shift.x - before.x) + abs(shift.y - before.y)
            #expect(distance <= max(1, min(size.0, size.1) / 300))
            places[[shift.x, shift.y], default: 0] += 1
            before = shift
        }
        #expect(places.count == 49 && places.values.allSatisfy { $0 == 2 })
    }

    @Test func movesEverythingAndLosesNothing() throws {
        var still = Picture(width: 1280, height: 720)
        let first = try still.draw(.code(codeScreen)).elements
        for step in stride(from: 0, to: 49, by: 6) {
            let shift = Shift.at(step: step, width: 1280, height: 720)
            var moved = Picture(width: 1280, height: 720)
            let elements = try moved.draw(.code(codeScreen), with: ScreenRenderer(), shift: shift).elements
            for (before, after) in zip(first, elements) {
                #expect(abs(after.box.x - before.box.x - Double(shift.x)) < 0.01)
                #expect(abs(after.box.y - before.box.y - Double(shift.y)) < 0.01)
                #expect(after.box.x >= 0 && after.box.right <= 1280 && after.box.y >= 0 && after.box.bottom <= 720)
            }
            // Whole pixels: nothing gets blurred, the QR code least of all.
            #expect(moved[640 + shift.x, 300 + shift.y] == still[640, 300])
        }
    }
}
