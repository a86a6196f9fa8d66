import Foundation
import LiveProcesses
import Testing
import WebDriver

/// What the sender's page says when something is in the way: cause and next step, and the code stays in its field.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PageTests {
    @Test func saysThatACodeIsNotAvailable() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.sender.share(code: "ZZZ-ZZZ")
        try await room.sender.waitUntil(state: "failed")
        #expect(try await room.sender.page.run("return document.querySelector('#status').dataset.reason") == "unavailable")
        #expect(try await room.sender.page.text(of: "#status").contains("TV"))
        let kept = try await room.sender.page.run("return document.querySelector('#code').value")
        #expect(kept.filter(\.isLetter) == "ZZZZZZ")
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
        #expect(try await second.page.run("return document.querySelector('#status').dataset.reason") == "busy")
        #expect(try await second.page.text(of: "#status").contains("Ada"))
        #expect(try await room.tv.status { _ in true }.sessions.map(\.senderName) == ["Ada"])
        await second.stop()
        await room.tearDown()
    }

    @Test func saysWhatToDoWhenTheBrowserRefusesTheScreen() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.sender.page.run(
            """
            navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
            """
        )
        try await room.sender.share(code: room.code)
        try await room.sender.waitUntil(state: "failed")
        #expect(try await room.sender.page.run("return document.querySelector('#status').dataset.reason") == "permission-blocked")
        #expect(try await room.tv.status { _ in true }.sessions.isEmpty)
        await room.tearDown()
    }

    @Test func takesTheCodeFromTheAddress() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.sender.open(room.address + "/" + room.code)
        try await room.sender.page.wait(
            until: "document.querySelector('#code').value.replace(/[^A-Z0-9]/g, '') === '\(room.code)'"
        )
        try await room.sender.page.click("#share")
        try await room.sender.waitUntil(state: "projecting")
        await room.tearDown()
    }
}
