import Foundation
import Kiosk
import Testing

/// Every screen at five sizes in every language: compared with the pictures kept in `Gallery`, and, with
/// `DIASCOPE_TEST_SCREENS=DIR` (`make screens`), written as PNG for looking at.
///
/// What is kept is small: every picture is reduced to cells of light. Another version of a font moves strokes by a pixel and
/// changes a cell little; a text that is missing, cut, moved or in another colour changes many cells much.
@Suite struct ScreenGallery {
    private static let folder = ProcessInfo.processInfo.environment["DIASCOPE_TEST_SCREENS"]
    private static let sizes = [(800, 480), (1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]
    /// Of a kept picture, in pixels.
    private static let longSide = 160
    /// By which share of the cells may differ by more than `tolerance` of 255.
    private static let tolerance = 40
    private static let share = 0.02

    /// One kept picture holds all sizes of one screen in one language, one below the other.
    @Test(arguments: Strings.languages.map(\.tag))
    func looksAsItDidWhenSomebodyLookedAtIt(_ tag: String) throws {
        let strings = try #require(Strings.language(tag))
        for (name, screen) in screens {
            var reduced: [Picture] = []
            for (width, height) in ScreenGallery.sizes {
                var picture = Picture(width: width, height: height, gray: 0x9A)
                try picture.draw(screen, strings: strings)
                try write(picture, "\(name)-\(tag)-\(width)x\(height)")
                reduced.append(picture.reduced(longSide: ScreenGallery.longSide))
            }
            try compare(Picture(stacking: reduced), with: "\(name)-\(tag)")
        }
    }

    @Test(arguments: Strings.languages.map(\.tag))
    func badgesLookAsTheyDid(_ tag: String) throws {
        let renderer = ScreenRenderer(strings: try #require(Strings.language(tag)))
        let sets: [(String, [Badge])] = [
            ("badges-projecting", [.presenter(name: "Ada Lovelace"), .code("K7M2PX")]),
            ("badges-asking", [.question(newcomer: "王小明", presenter: "Ada Lovelace"), .code("K7M2PX")]),
            ("badges-grid", [.presenter(name: "محمد علي"), .interrupted]),
            ("badges-message", [.announcement("The building closes at 18:00 today."), .presenter(name: "משה")]),
        ]
        for (name, badges) in sets {
            var reduced: [Picture] = []
            for (width, height) in ScreenGallery.sizes {
                var picture = Picture(width: width, height: height, gray: 0x9A)
                for badge in try renderer.draw(badges, width: width, height: height) { picture.lay(badge) }
                try write(picture, "\(name)-\(tag)-\(width)x\(height)")
                reduced.append(picture.reduced(longSide: ScreenGallery.longSide))
            }
            try compare(Picture(stacking: reduced), with: "\(name)-\(tag)")
        }
    }

    /// Whether the comparison sees what it is for.
    @Test func noticesWhatIsMissing() throws {
        var before = Picture(width: 1280, height: 720)
        var after = before
        var screen = codeScreen
        try before.draw(.code(screen))
        screen.clock = nil
        screen.senderURL = nil
        try after.draw(.code(screen))
        let (one, two) = (before.reduced(longSide: ScreenGallery.longSide), after.reduced(longSide: ScreenGallery.longSide))
        #expect(one.difference(to: two, over: ScreenGallery.tolerance) > ScreenGallery.share)
        var moved = Picture(width: 1280, height: 720)
        try moved.draw(.code(codeScreen), with: ScreenRenderer(), shift: Shift(x: 1, y: 0))
        #expect(
            one.difference(to: moved.reduced(longSide: ScreenGallery.longSide), over: ScreenGallery.tolerance)
                < ScreenGallery.share
        )
    }

    private func compare(_ picture: Picture, with name: String) throws {
        if ScreenGallery.folder != nil, ProcessInfo.processInfo.environment["DIASCOPE_KEEP_SCREENS"] != nil {
            // The tests' own copy is in the build directory: kept are those of the sources.
            let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Gallery/\(name).png")
            return try Data(try encoded(picture)).write(to: source)
        }
        let url = Bundle.module.url(forResource: "Gallery/\(name)", withExtension: "png")
        guard let url, let kept = try? PictureFile(path: url.path()) else {
            Issue.record("\(name) is not kept: look at it (make screens) and keep it (DIASCOPE_KEEP_SCREENS=1 make screens)")
            return
        }
        var drawn = Picture(width: picture.width, height: picture.height)
        drawn.paste(kept)
        let difference = picture.difference(to: drawn, over: ScreenGallery.tolerance)
        #expect(difference <= ScreenGallery.share, "\(name) looks different in \(Int(difference * 1000)) of 1000 places")
    }

    private func write(_ picture: Picture, _ name: String) throws {
        guard let folder = ScreenGallery.folder else { return }
        let url = URL(filePath: folder)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data(try encoded(picture)).write(to: url.appending(path: "\(name).png"))
    }

    private func encoded(_ picture: Picture) throws -> [UInt8] {
        try PNGEncoder.encode(
            picture.bytes.span,
            width: picture.width,
            height: picture.height,
            bytesPerRow: picture.bytesPerRow
        )
    }
}
