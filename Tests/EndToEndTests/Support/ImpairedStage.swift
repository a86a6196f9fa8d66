import Foundation
import LiveProcesses
import NetworkEmulator
import NetworkStage
import Testing
import WebDriver

/// A laptop and a TV in networks of their own, with one lossy link as the only way between them.
struct ImpairedStage {
    static let size = (width: 1280, height: 720)

    let laptop: NetworkNamespace
    let television: NetworkNamespace
    let link: ImpairedLink
    let tvScreen: Xvfb
    let tvPixels: ScreenWatch
    let tv: Appliance
    let content: ContentScreen
    let contentPixels: ScreenWatch
    let sender: SenderBrowser
    let code: String
    /// The sender's page as the laptop opens it: browsers share screens only from a secure page.
    let address: String

    static func setUp(_ conditions: LinkConditions, browser: BrowserKind = .chromium) async throws -> ImpairedStage {
        let laptop = try await NetworkNamespace()
        let television = try await NetworkNamespace()
        let link = try await ImpairedLink(near: laptop, far: television, seed: 1, conditions: conditions)
        let directory = Appliance.temporaryDirectory()
        let tvScreen = try await Xvfb(width: size.width, height: size.height, pixelsIn: directory.path)
        let tv = try Appliance(
            "run",
            ["--display", "x11", "--listen", "0.0.0.0:0"],
            directory: directory,
            environment: ["DISPLAY": tvScreen.display],
            in: television
        )
        let port = try #require(URL(string: try await tv.pageAddress())?.port)
        let address = "https://\(ImpairedLink.farAddress):\(port)"
        let status = try await tv.status { $0.projectionCode != nil }
        let shared = Appliance.temporaryDirectory()
        let content = try await ContentScreen(width: size.width, height: size.height, pace: .brisk, pixelsIn: shared.path)
        let sender = try await SenderBrowser(sharing: content.xvfb.display, with: browser, in: laptop)
        try await sender.open(address)
        return ImpairedStage(
            laptop: laptop,
            television: television,
            link: link,
            tvScreen: tvScreen,
            tvPixels: try ScreenWatch(pixelsIn: directory.path),
            tv: tv,
            content: content,
            contentPixels: try ScreenWatch(pixelsIn: shared.path),
            sender: sender,
            code: try #require(status.projectionCode),
            address: address
        )
    }

    /// What is to be seen on the TV in `duration`, once the projection runs steadily.
    func watchTV(for duration: Duration) async throws -> PresentedPictures {
        try await sender.share(code: code)
        let before = try await tv.status { $0.framesDisplayed > 60 }
        let began = ContinuousClock.now
        let seen = await tvPixels.watch(for: duration, beside: contentPixels)
        let after = try await tv.status { _ in true }
        let elapsed = ContinuousClock.now - began
        try await sender.page.click("#stop")
        _ = try await tv.status { $0.sessions.isEmpty }
        return PresentedPictures(seen: seen, session: after.sessions.first, before: before.sessions.first, elapsed: elapsed)
    }

    /// The same with a browser in the TV's place, showing the same sender over the same link.
    func watchChromium(for duration: Duration) async throws -> PresentedPictures {
        let receiver = try await ReceiverBrowser(showing: address, size: ImpairedStage.size, in: television)
        try await sender.share(code: receiver.code)
        let before = try await receiver.figures { $0.framesDecoded > 60 }
        let began = ContinuousClock.now
        let seen = await receiver.pixels.watch(for: duration, beside: contentPixels)
        let after = try await receiver.figures { _ in true }
        let elapsed = ContinuousClock.now - began
        try await sender.page.click("#stop")
        await receiver.stop()
        return PresentedPictures(seen: seen, after: after, before: before, elapsed: elapsed)
    }

    func tearDown() async {
        await sender.stop()
        await content.stop()
        await tv.stop()
        await tvScreen.stop()
        link.stop()
        await laptop.stop()
        await television.stop()
    }
}
