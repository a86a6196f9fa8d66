import Kiosk
import Testing

@Suite struct ScreenRendererTests {
    @Test(arguments: sizes)
    func keepsEverythingInsideThePictureAndTextsApart(_ size: (Int, Int)) throws {
        for (name, screen) in screens {
            var picture = Picture(width: size.0, height: size.1)
            let elements = try picture.draw(screen).elements
            #expect(!elements.isEmpty)
            for (index, first) in elements.enumerated() {
                let box = first.box
                let isInside = box.x >= 0 && box.y >= 0 && box.right <= Double(size.0) && box.bottom <= Double(size.1)
                #expect(isInside, "\(name): \(first)")
                for second in elements[(index + 1)...] {
                    let other = second.box
                    let isBeside = box.right <= other.x || other.right <= box.x
                    let isAbove = box.bottom <= other.y || other.bottom <= box.y
                    #expect(isBeside || isAbove, "\(name): \(first) and \(second)")
                }
            }
        }
    }

    @Test(arguments: sizes)
    func drawsTheCodeAsHighAsASixthOfTheScreen(_ size: (Int, Int)) throws {
        for code in ["K7M2PX", "WMWMWM", "QQQQQQ"] {
            var screen = codeScreen
            screen.code = code
            var picture = Picture(width: size.0, height: size.1)
            let groups = try picture.draw(.code(screen)).elements(.code)
            #expect(groups.count == 2)
            let first = try #require(groups.first)
            let last = try #require(groups.last)
            let top = try #require(picture.paintedRows(in: first.box)).lowerBound
            let bottom = try #require(picture.paintedRows(in: last.box)).upperBound
            #expect(6 * (bottom - top + 1) >= size.1)
        }
    }

    @Test func drawsTheSamePictureEachTime() throws {
        for (name, screen) in screens {
            var first = Picture(width: 1280, height: 720, gray: 90)
            var second = first
            #expect(try first.draw(screen) == second.draw(screen))
            #expect(first == second, "\(name)")
        }
    }

    @Test func drawsOverWhateverWasThere() throws {
        for (name, screen) in screens where !screen.keepsLastFrame {
            var black = Picture(width: 800, height: 480, gray: 0)
            var white = Picture(width: 800, height: 480, gray: 255)
            try black.draw(screen)
            try white.draw(screen)
            #expect(black == white, "\(name)")
        }
    }

    @Test func dimsTheLastFrameWhenInterrupted() throws {
        var picture = Picture(width: 800, height: 480, gray: 200)
        try picture.draw(.interrupted(senderName: "Ada"))
        let corner = picture[2, 2]
        #expect(corner.allSatisfy { $0 > 40 && $0 < 100 })
        var brighter = Picture(width: 800, height: 480, gray: 255)
        try brighter.draw(.interrupted(senderName: "Ada"))
        #expect(brighter[2, 2][0] > corner[0])
    }

    @Test func leavesTheEndOfEachRowAlone() throws {
        var picture = Picture(width: 800, height: 480, padding: 64, gray: 7)
        try picture.draw(.code(codeScreen))
        for row in 0..<480 {
            let padding = picture.bytes[(row * picture.bytesPerRow + 3200)..<((row + 1) * picture.bytesPerRow)]
            #expect(padding.allSatisfy { $0 == 7 })
        }
        var tight = Picture(width: 800, height: 480)
        try tight.draw(.code(codeScreen))
        #expect(picture[400, 240] == tight[400, 240])
    }

    @Test func makesEveryPixelOpaque() throws {
        var picture = Picture(width: 640, height: 360)
        try picture.draw(.code(codeScreen))
        #expect(stride(from: 3, to: picture.bytes.count, by: 4).allSatisfy { picture.bytes[$0] == 255 })
    }

    @Test func findsAGlyphForEveryCharacter() throws {
        for (name, screen) in screens {
            var picture = Picture(width: 1280, height: 720)
            for element in try picture.draw(screen).elements {
                #expect(element.missingGlyphs == 0, "\(name): \(element.role)")
            }
        }
    }

    @Test func countsCharactersNoFontHas() throws {
        var picture = Picture(width: 1280, height: 720)
        let drawn = try picture.draw(.announcement("\u{10F123}", nil))
        #expect(drawn.elements(.text).map(\.missingGlyphs) == [1])
    }

    @Test(arguments: [
        "", " ", "\n\n\n", "\u{0}\u{1}\u{7}", String(repeating: "x", count: 100_000), String(repeating: "宽", count: 9000),
        "\u{202E}evil\u{2066}", "👩‍👩‍👧‍👦🇳🇱", "a\u{301}\u{301}\u{301}\u{301}", "مرحبا بالعالم", "\u{FFFD}\u{FEFF}\u{FFFF}",
    ])
    func survivesAnyText(_ text: String) throws {
        let code = CodeScreen(
            code: text,
            senderURL: text,
            tvName: text,
            connection: .reconnecting(server: text),
            notice: .refused(text, isForNow: false),
            clock: text
        )
        let problem = ProblemScreen(subject: .other, what: text, location: .init(file: text, line: .max), fix: text)
        let all: [Screen] = [
            .starting(message: text), .code(code), .connecting(senderName: text), .interrupted(senderName: text),
            .paused(senderName: text), .ended(senderName: text, CodeReminder(code: text, senderURL: text)),
            .announcement(text, CodeReminder(code: text, senderURL: text)), .announcement(text, nil), .problem(problem),
            .noNetwork(NetworkScreen(tvName: text, addresses: [text], hardwareAddresses: [text, text])),
        ]
        for screen in all {
            var picture = Picture(width: 640, height: 360)
            try picture.draw(screen)
        }
    }

    @Test(arguments: [(1, 1), (16, 9), (9, 16), (300, 2), (2, 300), (160, 160)])
    func survivesAnySize(_ size: (Int, Int)) throws {
        for (_, screen) in screens {
            var picture = Picture(width: size.0, height: size.1)
            try picture.draw(screen)
        }
    }

    @Test(arguments: [
        (0, 10, 40), (10, 0, 40), (-1, 10, 40), (10, 10, 39), (10, 10, 36), (10, 11, 40), (16385, 1, 65540), (1, .max, 4),
        (10, 10, .max), (.max, 1, .max),
    ])
    func refusesMemoryThatDoesNotFit(_ width: Int, height: Int, bytesPerRow: Int) {
        var bytes = [UInt8](repeating: 0, count: 400)
        var span = bytes.mutableSpan
        var refused = false
        do {
            try ScreenRenderer().draw(
                .starting(message: ""),
                into: &span,
                width: width,
                height: height,
                bytesPerRow: bytesPerRow
            )
        } catch {
            refused = error == .badGeometry(width: width, height: height, bytesPerRow: bytesPerRow, bytes: 400)
        }
        #expect(refused)
    }
}
