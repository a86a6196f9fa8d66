import Kiosk
import Testing

@Suite struct BadgeTests {
    private let badges: [Badge] = [
        .presenter(name: "Ada Lovelace"), .code("K7M2PX"), .question(newcomer: "محمد علي", presenter: "王小明"),
        .interrupted,
    ]

    @Test(arguments: sizes)
    func standApartWithinTheScreen(_ size: (Int, Int)) throws {
        for strings in Strings.languages {
            for turns in 0..<4 {
                let renderer = ScreenRenderer(strings: strings, placement: Placement(quarterTurns: turns, marginPercent: 3))
                let pictures = try renderer.draw(badges, width: size.0, height: size.1)
                #expect(pictures.count == badges.count)
                for (index, picture) in pictures.enumerated() {
                    #expect(picture.x >= 0 && picture.x + picture.width <= size.0, "\(picture.x) \(picture.width) \(turns)")
                    #expect(picture.y >= 0 && picture.y + picture.height <= size.1)
                    #expect(picture.pixels.count == picture.width * picture.height * 4)
                    for other in pictures[(index + 1)...] {
                        let isBeside = picture.x + picture.width <= other.x || other.x + other.width <= picture.x
                        let isAbove = picture.y + picture.height <= other.y || other.y + other.height <= picture.y
                        #expect(isBeside || isAbove)
                    }
                }
            }
        }
    }

    /// A name in a quarter of the screen is read from the same back row.
    @Test func areNearlyAsLargeInAQuarterOfTheScreen() throws {
        let renderer = ScreenRenderer()
        let whole = try #require(renderer.draw([.presenter(name: "Ada")], width: 1920, height: 1080).first)
        let quarter = try #require(renderer.draw([.presenter(name: "Ada")], width: 960, height: 540, partOf: (1920, 1080)).first)
        #expect(quarter.height * 10 >= whole.height * 7)
        #expect(quarter.width * 2 < 960)
        let longest = try #require(
            renderer.draw([.presenter(name: String(repeating: "Ada ", count: 50))], width: 960, height: 540, partOf: (1920, 1080))
                .first
        )
        #expect(longest.x + longest.width <= 960)
        // Half of it is as high as the whole.
        let half = try #require(renderer.draw([.presenter(name: "Ada")], width: 960, height: 1080, partOf: (1920, 1080)).first)
        #expect(half.height == whole.height)
    }

    @Test func areOpaqueAndHoldText() throws {
        for picture in try ScreenRenderer().draw(badges + [.paused, .announcement("Closing at six")], width: 1280, height: 720) {
            let greens = stride(from: 1, to: picture.pixels.count, by: 4).map { picture.pixels[$0] }
            #expect(stride(from: 3, to: picture.pixels.count, by: 4).allSatisfy { picture.pixels[$0] == 255 })
            #expect((greens.max() ?? 0) > 200 && (greens.min() ?? 255) < 60)
        }
    }

    /// Small: the picture is what people came for.
    @Test func coverLittleOfThePicture() throws {
        let name = String(repeating: "A very long name ", count: 40)
        for badge in [
            Badge.presenter(name: name), .code("ABCDEFGHJKMN"), .announcement(name), .question(newcomer: name, presenter: name),
        ] {
            let picture = try #require(ScreenRenderer().draw([badge], width: 1920, height: 1080).first)
            #expect(picture.width * picture.height * 4 < 1920 * 1080)
            #expect(picture.width <= 1920)
        }
        let code = try #require(ScreenRenderer().draw([.code("K7M2PX")], width: 1920, height: 1080).first)
        #expect(code.width * code.height * 60 < 1920 * 1080)
    }

    @Test(arguments: [(1, 1), (16, 9), (40, 400)])
    func surviveAnySize(_ size: (Int, Int)) throws {
        for picture in try ScreenRenderer().draw(badges, width: size.0, height: size.1) {
            #expect(picture.width <= size.0 && picture.height <= size.1)
        }
        #expect(throws: CanvasError.self) { try ScreenRenderer().draw(badges, width: 0, height: 1) }
    }
}
