import Foundation
import LiveProcesses
import Testing
import WebDriver

/// The sender's page in every state and in every failure: what it says, that it keeps the code, and that everybody can use it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PageTests {
    @Test(arguments: BrowserKind.allCases)
    func namesCauseAndNextStepOfEveryFailureAndKeepsTheCode(browser: BrowserKind) async throws {
        let room = try await PageStage.setUp(browser)
        for cause in [
            "permission-denied", "permission-blocked", "permission-system", "capture-failed", "no-capture", "no-vp8",
            "tv-offline",
            "bad-request", "refused", "unsupported", "failed", "no-media-path", "local-network",
        ] {
            try await room.sender.open(room.address)
            try await room.hinder(cause)
            try await fail(room, cause)
        }
        // The last of them has named the ways.
        let tried = try await room.page.text(of: "#detail")
        #expect(tried.contains("STUN") && tried.contains("TURN"), "\(tried)")

        try await room.sender.open(room.address)
        try await fail(room, "invalid-code", code: "AB-")
        try await fail(room, "invalid-letters", code: "A0O 1IL")
        try await fail(room, "unavailable", code: "zzz-zzz")
        try await failByGuessing(room)
        if let insecure = room.insecureAddress {
            try await room.sender.open(insecure + "/" + room.code)
            try await expectFailure(room, "insecure", code: room.code)
        }
        await room.tearDown()
    }

    @Test(arguments: BrowserKind.allCases)
    func saysWhatGoesOnInEveryState(browser: BrowserKind) async throws {
        let room = try await PageStage.setUp(browser)
        for state in ["choosing", "connecting", "joining", "asking", "negotiating"] {
            try await room.sender.open(room.address)
            if state == "choosing" { try await room.inspect("idle") }
            try await room.hinder(state)
            try await room.sender.share(code: room.code)
            try await room.sender.waitUntil(state: state)
            try await room.inspect(state)
        }
        // One press, with the code in the address; and in a browser that refuses sound and every order of codecs.
        try await room.sender.open(room.address + "/" + room.code.lowercased())
        #expect(try await room.page.run("return document.activeElement.id") == "share")
        #expect(try await asksBeforeLeaving(room) == false)
        try await room.hinder("wiretap")
        try await room.hinder("oddBrowser")
        try await room.sender.pressFocused("#share")
        try await room.sender.waitUntil(state: "projecting")
        let shown = "!document.querySelector('#shown').hidden && document.querySelector('#shown').textContent.includes('400')"
        try await room.page.wait(until: shown)
        try await room.inspect("projecting")
        #expect(try await room.page.run("return document.title").contains("●"))
        #expect(try await room.page.run("return document.querySelector('link[rel=icon]').href").hasSuffix("/icon-sharing.svg"))
        #expect(try await asksBeforeLeaving(room))

        try await room.hinder("asked")
        #expect(try await room.page.text(of: "#asks").contains("Grace"))
        #expect(try await room.page.run("return document.title").contains("Grace"))
        try await room.inspect("asked")
        try await room.hinder("askedNoMore")
        #expect(try await room.page.text(of: "#asks").isEmpty)
        try await room.hinder("asked")
        try await room.page.click("#asks .accept")
        #expect(try await room.page.text(of: "#asks").isEmpty)
        let decided = try await room.page.run("return window.sent.findLast((text) => text.includes('TV_DECIDE'))")
        #expect(decided.contains(#""clientId":"GRACE","accept":true"#))

        try await room.page.click("#stop")
        try await room.sender.waitUntil(state: "ended")
        try await room.inspect("ended")
        #expect(try await asksBeforeLeaving(room) == false)

        // The network is gone for good: ten minutes, of which one is a second.
        try await room.page.click("#share")
        try await room.sender.waitUntil(state: "projecting")
        try await room.hinder("hours")
        await room.tv.cutPower()
        // Its clock runs as fast.
        try await room.sender.waitUntil(state: "reconnecting", within: 60 * 20)
        let next = try await room.page.text(of: "#next")
        try await room.inspect("reconnecting")
        try await room.page.wait(until: "document.querySelector('#next').innerText !== \(json(next))", within: 60 * 20)
        #expect(try await room.page.run("return diascope.state") == "reconnecting")
        try await room.inspect("reconnecting-for-long")
        try await room.sender.waitUntil(state: "failed", within: 60 * 30)
        #expect(try await room.page.run("return diascope.reason") == "media-lost")
        try await room.inspect("media-lost")
        // Nobody is there any more.
        try await room.page.click("#share")
        try await expectFailure(room, "server-unreachable", code: room.code)
        await room.tearDown()
    }

    @Test func saysOnAPhoneWhatToDo() async throws {
        let room = try await PageStage.setUp(.chromium)
        let chromium = try #require(room.page as? WebDriver)
        try await chromium.devTools(
            "Emulation.setDeviceMetricsOverride",
            ["width": 320, "height": 640, "deviceScaleFactor": 2, "mobile": true]
        )
        try await chromium.devTools(
            "Emulation.setUserAgentOverride",
            [
                "userAgent":
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
            ]
        )
        try await chromium.devTools(
            "Page.addScriptToEvaluateOnNewDocument",
            ["source": "delete MediaDevices.prototype.getDisplayMedia"]
        )
        try await room.sender.open(room.address + "/" + room.code)
        try await expectFailure(room, "phone", code: room.code)
        #expect(try await room.page.text(of: "#next").replacing(" ", with: "").contains(room.code))
        #expect(try await room.page.run("return String(document.querySelector('#share').checkVisibility())") == "false")
        await room.tearDown()
    }

    @Test func saysWhoIsPresentingWhenTheTVIsBusy() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, environment: ["DIASCOPE_SESSIONS_POLICY": "refuse"])
        try await room.share(name: "Ada")
        _ = try await room.tv.status { $0.state == "projecting" }
        let second = try await SenderBrowser(sharing: room.content.xvfb.display)
        try await second.open(room.address)
        try await second.share(code: room.code, name: "Grace")
        try await second.waitUntil(state: "failed")
        #expect(try await second.page.run("return diascope.reason") == "busy")
        #expect(try await second.page.text(of: "#status").contains("Ada"))
        #expect(try await room.tv.status { _ in true }.sessions.map(\.senderName) == ["Ada"])
        await second.stop()
        await room.tearDown()
    }

    // MARK: Steps

    private func fail(_ room: PageStage, _ cause: String, code: String? = nil) async throws {
        try await room.page.type(code ?? room.code, into: "#code")
        try await room.page.press(Key.enter)
        try await expectFailure(room, cause, code: code ?? room.code)
    }

    private func expectFailure(_ room: PageStage, _ cause: String, code: String) async throws {
        try await room.page.wait(
            until: "window.diascope && ['failed', 'ended'].includes(diascope.state) && diascope.reason !== ''"
        )
        #expect(try await room.page.run("return diascope.reason") == cause)
        #expect(try await room.page.text(of: "#what").count > 4)
        #expect(try await room.page.text(of: "#next").count > 4)
        let kept = try await room.page.run("return document.querySelector('#code').value")
        #expect(kept.filter { $0.isLetter || $0.isNumber } == code.uppercased().filter { $0.isLetter || $0.isNumber })
        try await room.inspect(cause)
    }

    /// Until this network has to wait; then it may not even try, and after the time it may.
    private func failByGuessing(_ room: PageStage) async throws {
        for _ in 0..<8 {
            try await room.page.type("ZZZZZZ", into: "#code")
            try await room.page.press(Key.enter)
            try await room.page.wait(until: "['failed'].includes(diascope.state)")
            if try await room.page.run("return diascope.reason") == "rate-limited" { break }
        }
        #expect(try await room.page.run("return diascope.reason") == "rate-limited")
        #expect(try await room.page.text(of: "#wait").contains(/[0-9]/))
        #expect(try await room.page.run("return String(document.querySelector('#share').disabled)") == "true")
        try await room.inspect("rate-limited")
        try await room.page.wait(until: "!document.querySelector('#share').disabled")
        #expect(try await room.page.run("return String(document.querySelector('#wait').hidden)") == "true")
    }

    private func json(_ text: String) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: text, options: .fragmentsAllowed), as: UTF8.self)
    }

    private func asksBeforeLeaving(_ room: PageStage) async throws -> Bool {
        let script = """
            const leaving = new Event("beforeunload", { cancelable: true });
            window.dispatchEvent(leaving);
            return String(leaving.defaultPrevented);
            """
        return try await room.page.run(script) == "true"
    }
}

extension PageTests {
    /// Policy `ask`: who presents says no, then yes, on their own page.
    @Test func letsWhoPresentsDecideWhoComesNext() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, environment: ["DIASCOPE_SESSIONS_POLICY": "ask"])
        try await room.share(name: "Ada")
        _ = try await room.tv.status { $0.state == "projecting" }
        let second = try await SenderBrowser(sharing: room.content.xvfb.display)
        try await second.open(room.address)
        try await second.share(code: room.code, name: "Grace")
        try await second.waitUntil(state: "asking")
        try await room.sender.page.wait(until: "document.querySelector('#asks').textContent.includes('Grace')")
        try await room.sender.page.click("#asks .refuse")
        try await second.waitUntil(state: "failed")
        #expect(try await second.page.run("return diascope.reason") == "refused")
        #expect(try await room.tv.status { _ in true }.sessions.map(\.senderName) == ["Ada"])

        try await second.page.click("#share")
        try await room.sender.page.wait(until: "document.querySelector('#asks .accept') !== null")
        try await room.sender.page.click("#asks .accept")
        _ = try await room.tv.status { $0.sessions.map(\.senderName) == ["Grace"] && $0.state == "projecting" }
        try await room.sender.waitUntil(state: "ended")
        #expect(try await room.sender.page.run("return diascope.reason") == "replaced")
        await second.stop()
        await room.tearDown()
    }
}
