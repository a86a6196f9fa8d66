import Foundation
import LiveProcesses
import Pictures
import Testing
import WebDriver

/// What people do while they share, and what happens to their laptops meanwhile: one picture, one session, no second picker.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SharingTests {
    @Test(arguments: BrowserKind.allCases)
    func pausesSwitchesSleepsAndReloads(browser: BrowserKind) async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, browser: browser)
        try await showingScreensOnFailure(of: room.tv, and: room.sender.page) {
            try await byKeyboard(room)
            let id = try await room.tv.status { $0.state == "projecting" && $0.framesDisplayed > 30 }.sessions.first?.startedAt
            try await pausesAndGoesOn(room)
            try await switches(room)
            try await choosesWhatCounts(room)
            // All that in one session.
            #expect(try await room.tv.status { _ in true }.sessions.map(\.startedAt) == [id])
            try await sleeps(room)
            try await reloads(room)
        }
        await room.tearDown()
    }

    // MARK: Steps

    /// From the first field to Stop without a mouse.
    private func byKeyboard(_ room: Stagecraft) async throws {
        let page = room.sender.page
        try await page.type(room.code.lowercased(), into: "#code")
        try await page.press(Key.tab + Key.tab + "Ada" + Key.enter)
        try await room.sender.waitUntil(state: "projecting")
        #expect(try await focus(page) == "stop")
        #expect(try await room.tv.status { $0.state == "projecting" }.sessions.first?.senderName == "Ada")
        try await page.wait(until: "document.querySelector('#shown').dataset.state === 'projecting'")
    }

    private func pausesAndGoesOn(_ room: Stagecraft) async throws {
        let page = room.sender.page
        try await page.run("document.querySelector('#pause').focus()")
        try await room.sender.pressFocused("#pause")
        try await room.sender.waitUntil(state: "paused")
        #expect(try await focus(page) == "pause")
        #expect(try await page.run("return document.title").contains("❚❚"))
        // What was on its way is through by the time the TV says it again.
        try await page.wait(until: "document.querySelector('#shown').dataset.state === 'paused'")
        let still = try await room.tv.status { _ in true }
        // The sign that it is paused lies over the blocks in the middle.
        let besideTheSign = 0b11111_000000_11111
        let counted = ContentScreen.counter(in: try await room.tv.snapshot()) & besideTheSign
        _ = try await room.tv.status { $0.framesReceived > still.framesReceived + 3 }
        let later = try await room.tv.snapshot()
        #expect(ContentScreen.counter(in: later) & besideTheSign == counted)
        // A canvas converts the colours once more: they may be a little off.
        #expect(later.color(x: later.width / 4, y: later.height / 5).isClose(to: ContentScreen.topLeft, tolerance: 48))
        #expect(later.color(x: later.width * 3 / 4, y: later.height / 5).isClose(to: ContentScreen.topRight, tolerance: 48))
        try await room.sender.pressFocused("#pause")
        try await room.sender.waitUntil(state: "projecting")
        try await moves(room)
    }

    /// Another stream takes the screen's place; the picker that gives nothing leaves all as it was.
    private func switches(_ room: Stagecraft) async throws {
        let page = room.sender.page
        try await page.run(
            """
            const media = navigator.mediaDevices, native = media.getDisplayMedia;
            window.streams = 0;
            media.getDisplayMedia = async function (wishes) {
              if (window.refusing) throw new DOMException("no", "NotAllowedError");
              const stream = await native.call(this, wishes);
              window.streams += 1;
              window.track = stream.getVideoTracks()[0];
              return stream;
            };
            """
        )
        try await page.click("#switch")
        try await page.wait(until: "window.streams === 1")
        try await moves(room)
        try await page.run("window.refusing = true")
        try await page.click("#switch")
        try await page.wait(until: "document.querySelector('#shown').dataset.state === 'kept'")
        #expect(try await page.run("return window.track.readyState") == "live")
        try await moves(room)
        try await page.run("window.refusing = false")
    }

    private func choosesWhatCounts(_ room: Stagecraft) async throws {
        let page = room.sender.page
        try await page.click("input[value=motion]")
        try await page.wait(until: "window.track.contentHint === 'motion'")
        try await page.click("input[value=detail]")
        try await page.wait(until: "window.track.contentHint === 'detail'")
        #expect(try await page.text(of: "#sound").count > 4)
        try await moves(room)
    }

    /// Longer than the TV waits: it is back at its code, and the page comes back by itself.
    private func sleeps(_ room: Stagecraft) async throws {
        try await room.sender.page.suspend(true)
        do {
            _ = try await room.tv.status(within: .seconds(10)) { $0.state == "interrupted" }
            _ = try await room.tv.status(within: .seconds(20)) { $0.state == "waiting" }
            try await room.sender.page.suspend(false)
        } catch {
            try? await room.sender.page.suspend(false)
            throw error
        }
        let woken = ContinuousClock.now
        _ = try await room.tv.status(within: .seconds(40)) { $0.state == "projecting" && $0.framesDisplayed > 30 }
        print("awake → picture: \(ContinuousClock.now - woken)")
        try await room.sender.waitUntil(state: "projecting")
        try await moves(room)
    }

    private func reloads(_ room: Stagecraft) async throws {
        let page = room.sender.page
        try await room.sender.open(room.address)
        _ = try await room.tv.status(within: .seconds(3)) { $0.state == "waiting" && $0.sessions.isEmpty }
        // Name and code are remembered: one press.
        #expect(try await focus(page) == "share")
        #expect(try await page.run("return document.querySelector('#name').value") == "Ada")
        try await room.sender.pressFocused("#share")
        try await room.sender.waitUntil(state: "projecting")
        let status = try await room.tv.status { $0.state == "projecting" && $0.framesDisplayed > 0 }
        #expect(status.sessions.first?.senderName == "Ada")
        try await room.sender.pressFocused("#stop")
        try await room.sender.waitUntil(state: "ended")
        #expect(try await focus(page) == "share")
    }

    private func moves(_ room: Stagecraft) async throws {
        let before = try await room.tv.status { _ in true }.framesDisplayed
        _ = try await room.tv.status { $0.framesDisplayed > before + 10 }
        let counted = ContentScreen.counter(in: try await room.tv.snapshot())
        let now = try await room.tv.status { _ in true }.framesDisplayed
        _ = try await room.tv.status { $0.framesDisplayed > now + 10 }
        #expect(ContentScreen.counter(in: try await room.tv.snapshot()) != counted)
    }

    private func focus(_ page: any Browser) async throws -> String {
        try await page.run("return document.activeElement.id")
    }
}

/// Takes as long as it says; `DIASCOPE_TEST_DEEP=1` runs it.
@Suite(
    .serialized,
    .timeLimit(.minutes(90)),
    .enabled("runs only with DIASCOPE_TEST_DEEP=1") { ProcessInfo.processInfo.environment["DIASCOPE_TEST_DEEP"] == "1" }
)
struct LongSharingTests {
    @Test func pausesForAnHour() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.share()
        let before = try await room.tv.status { $0.framesDisplayed > 30 }
        try await room.sender.page.click("#pause")
        try await room.sender.waitUntil(state: "paused")
        // A still comes once a second.
        _ = try await room.tv.status(within: .seconds(4000)) { $0.framesReceived > before.framesReceived + 3600 }
        #expect(try await room.sender.page.run("return diascope.state") == "paused")
        try await room.sender.page.click("#pause")
        try await room.sender.waitUntil(state: "projecting")
        let resumed = try await room.tv.status { _ in true }
        _ = try await room.tv.status(within: .seconds(5)) { $0.framesDisplayed > resumed.framesDisplayed + 30 }
        #expect(resumed.sessions.map(\.startedAt) == before.sessions.map(\.startedAt))
        await room.tearDown()
    }
}
