import LiveProcesses
import Pictures
import WebDriver

/// An X server whose whole screen is a page of known colours with a frame counter: what the sender shares.
final class ContentScreen: Sendable {
    let xvfb: Xvfb
    private let browser: WebDriver

    static let topLeft = Picture.Color(0xD0, 0x20, 0x20)
    static let topRight = Picture.Color(0x20, 0xA0, 0x40)
    static let bottomLeft = Picture.Color(0x20, 0x40, 0xD0)
    static let bottomRight = Picture.Color(0xE0, 0xC0, 0x20)

    /// How often the content changes.
    enum Pace: String {
        case still
        case steady
        /// Twice as often as it is captured: no two pictures taken of it are the same.
        case brisk
    }

    /// - Parameter directory: where the X server is to keep its pixels, for those who watch it.
    init(width: Int, height: Int, pace: Pace = .steady, pixelsIn directory: String? = nil) async throws {
        xvfb = try await Xvfb(width: width, height: height, pixelsIn: directory)
        browser = try await WebDriver.chromium(
            display: xvfb.display,
            arguments: ["--kiosk", "--window-position=0,0", "--window-size=\(width),\(height)", "--disable-infobars"]
        )
        try await browser.open(TestPage.address(of: "content", task: pace.rawValue))
        try await browser.wait(until: "document.readyState === 'complete' && innerWidth >= \(width - 2)")
    }

    func stop() async {
        await browser.stop()
        await xvfb.stop()
    }

    /// Whether a snapshot shows the four colours where they belong, letterboxed into the TV; looked for where no badge lies.
    static func isShown(in picture: Picture) -> Bool {
        let (width, height) = (picture.width, picture.height)
        return picture.color(x: width / 4, y: height / 5).isClose(to: topLeft)
            && picture.color(x: width * 3 / 4, y: height / 5).isClose(to: topRight)
            && picture.color(x: width / 8, y: height * 5 / 8).isClose(to: bottomLeft)
            && picture.color(x: width * 7 / 8, y: height * 5 / 8).isClose(to: bottomRight)
    }

    /// Whether a part of a screen shows the four colours where they belong. Where names are written it is not looked.
    static func isShown(in picture: Picture, within part: ScreenPart) -> Bool {
        let box = part.letterboxed
        let color = { (across: Int, down: Int) in
            picture.color(x: box.x + box.width * across / 100, y: box.y + box.height * down / 100)
        }
        return color(25, 20).isClose(to: topLeft) && color(75, 20).isClose(to: topRight)
            && color(46, 92).isClose(to: bottomLeft) && color(97, 92).isClose(to: bottomRight)
    }

    /// The frame counter in a snapshot: sixteen blocks from 10 % to 90 % of the width at half the height.
    static func counter(in picture: Picture) -> Int {
        counterPositions(width: picture.width, height: picture.height).reduce(0) { value, position in
            value << 1 | (picture.color(x: position.x, y: position.y).luminance > 128 ? 1 : 0)
        }
    }

    static func counterPositions(width: Int, height: Int) -> [(x: Int, y: Int)] {
        (0..<16).map { bit -> (x: Int, y: Int) in
            let share = 0.1 + 0.8 * (Double(bit) + 0.5) / 16
            return (Int(Double(width) * share), height / 2)
        }
    }
}
