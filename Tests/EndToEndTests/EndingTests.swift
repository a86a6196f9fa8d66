import Foundation
import LiveProcesses
import Testing
import WebDriver

/// Whoever ends or interrupts a projection, wherever they sit: both ends say so, and name the same cause.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct EndingTests {
    @Test(arguments: BrowserKind.allCases)
    func endsAtTheTV(browser: BrowserKind) async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, browser: browser)
        try await room.share()
        _ = try await room.tv.status { $0.state == "projecting" && $0.framesDisplayed > 0 }
        try await room.tv.post("session/end")
        try await room.sender.waitUntil(state: "ended")
        #expect(try await room.sender.page.run("return diascope.reason") == "ended-by-tv")
        #expect(try await room.sender.page.text(of: "#next").count > 4)
        let kept = try await room.sender.page.run("return document.querySelector('#code').value")
        #expect(kept.filter { $0.isLetter || $0.isNumber } == room.code)
        Attachment.record(try await room.tv.pictureBytes(), named: "ended-by-tv-\(browser).png")
        _ = try await room.tv.status(within: .seconds(3)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await room.tearDown()
    }

    /// The shared tab is closed: to the page it is what the button in the browser's own bar does.
    @Test func endsWithTheTabThatIsShared() async throws {
        let screen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let browser = try await WebDriver.sharingTab(besides: address, on: screen)
        try await browser.type(code, into: "#code")
        try await browser.click("#share")
        try await browser.wait(until: "diascope.state === 'projecting'")
        _ = try await tv.status { $0.framesDisplayed > 0 }
        try await browser.closeOtherTabs()
        try await browser.wait(until: "diascope.state === 'ended'")
        #expect(try await browser.run("return diascope.reason") == "stopped")
        _ = try await tv.status(within: .seconds(3)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await browser.stop()
        await tv.stop()
        await screen.stop()
    }

    @Test(arguments: BrowserKind.allCases)
    func endsInTheBrowsersOwnBar(browser: BrowserKind) async throws {
        let room = try await PageStage.setUp(browser)
        try await room.sender.open(room.address)
        try await room.hinder("rememberShared")
        try await room.sender.share(code: room.code)
        try await room.sender.waitUntil(state: "projecting")
        try await room.hinder("endedInBar")
        try await room.sender.waitUntil(state: "ended")
        #expect(try await room.page.run("return diascope.reason") == "stopped")
        _ = try await room.tv.status(within: .seconds(3)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await room.tearDown()
    }

    /// The TV starts over, as for an update: the page comes back by itself, without another picker.
    @Test(arguments: BrowserKind.allCases)
    func goesOnAfterTheTVHasStartedOver(browser: BrowserKind) async throws {
        let room = try Appliance("room", ["--listen", "127.0.0.1:0"])
        let address = try await room.pageAddress()
        let port = try #require(URL(string: address)?.port)
        let arguments = ["--display", "headless", "--room-server", "http://127.0.0.1:\(port)"]
        let tv = try Appliance("tv", arguments)
        let code = try #require(try await tv.status { $0.projectionCode != nil && $0.isConnected }.projectionCode)
        let content = try await ContentScreen(width: 1280, height: 720)
        let sender = try await SenderBrowser(sharing: content.xvfb.display, with: browser)
        try await sender.open(address)
        try await sender.share(code: code)
        _ = try await tv.status { $0.framesDisplayed > 10 }
        await tv.stop()
        try await sender.waitUntil(state: "reconnecting")
        // Nobody can press anything from here on.
        try await sender.page.run("navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new Error())")
        let began = ContinuousClock.now
        let again = try Appliance("tv", arguments, directory: tv.directory)
        _ = try await again.status(within: .seconds(20)) { $0.state == "projecting" && $0.framesDisplayed > 10 }
        print("\(browser): TV started again → picture: \(ContinuousClock.now - began)")
        try await sender.waitUntil(state: "projecting")
        await sender.stop()
        await content.stop()
        await again.stop()
        await room.stop()
    }
}
