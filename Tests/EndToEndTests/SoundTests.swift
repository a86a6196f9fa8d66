import Foundation
import LiveProcesses
import Testing
import WebDriver

/// A real Chromium shares a tab with sound, and the TV's sound device gets it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SoundTests {
    private func share(_ browser: WebDriver, code: String) async throws {
        try await browser.type(code, into: "#code")
        try await browser.click("#share")
        try await browser.wait(until: "document.querySelector('#status').dataset.state === 'projecting'", within: 20)
    }

    @Test func playsTheSoundOfASharedTabInStepWithItsPicture() async throws {
        let tape = try SoundTape()
        let screen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"], environment: tape.environment)
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        #expect(try await tv.status { _ in true }.audioState == "idle")
        let browser = try await WebDriver.sharingTab(besides: address, on: screen)
        try await share(browser, code: code)
        #expect(try await browser.run("return document.querySelector('#sound').dataset.sound") == "shared")

        let playing = try await tv.status(within: .seconds(30)) { $0.audioState == "playing" && $0.samplesPlayed > 10 * 48_000 }
        let session = try #require(playing.sessions.first?.audio)
        #expect(session.packetsReceived ?? 0 > 400)
        let (left, right) = tape.channels
        let pure = (SoundTape.pureStretches(of: 1000, in: left), SoundTape.pureStretches(of: 1500, in: right))
        #expect(pure.0 > 30 && pure.1 > 30, "\(pure) of \(left.count / 4800)")

        let settled = try await tv.status(within: .seconds(30)) { $0.behindVideo.map { abs($0) <= 0.045 } ?? false }
        print("sound behind picture: \(settled.behindVideo ?? .nan) s; \(settled.sessions.first?.audio.map { "\($0)" } ?? "")")
        await browser.stop()
        _ = try await tv.status(within: .seconds(20)) { $0.audioState == "idle" }
        await tv.stop()
        await screen.stop()
    }

    @Test func isSwitchedOffAndOnAgainOnThePage() async throws {
        let tape = try SoundTape()
        let screen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"], environment: tape.environment)
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let browser = try await WebDriver.sharingTab(besides: address, on: screen)
        try await share(browser, code: code)
        _ = try await tv.status(within: .seconds(30)) { $0.audioState == "playing" && $0.samplesPlayed > 48_000 }

        try await browser.click("#sound-on")
        try await browser.wait(until: "document.querySelector('#sound').dataset.sound === 'off'")
        // Nothing comes any more, so that the TV gives its device back; the picture goes on.
        let quiet = try await tv.status(within: .seconds(20)) { $0.audioState == "idle" }
        _ = try await tv.status { $0.state == "projecting" && $0.framesDisplayed > quiet.framesDisplayed + 10 }
        try tape.erase()

        try await browser.click("#sound-on")
        try await browser.wait(until: "document.querySelector('#sound').dataset.sound === 'shared'")
        _ = try await tv.status(within: .seconds(20)) {
            $0.audioState == "playing" && $0.samplesPlayed > quiet.samplesPlayed + 4 * 48_000
        }
        let (left, right) = tape.channels
        let pure = (
            SoundTape.pureStretches(of: 1000, in: left, tolerance: 0.015),
            SoundTape.pureStretches(of: 1500, in: right, tolerance: 0.015)
        )
        #expect(pure.0 > 20 && pure.1 > 20, "\(pure) of \(left.count / 4800)")
        let settled = try await tv.status(within: .seconds(30)) { $0.behindVideo.map { abs($0) <= 0.045 } ?? false }
        print("switched on again, behind the picture: \(settled.behindVideo ?? .nan) s")
        await browser.stop()
        await tv.stop()
        await screen.stop()
    }

    /// Firefox shares no sound, and the page says that it is the browser.
    @Test func saysWhyThereIsNoneInFirefox() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, browser: .firefox)
        try await room.share()
        #expect(try await room.sender.page.run("return document.querySelector('#sound').dataset.sound") == "impossible")
        #expect(try await room.sender.page.text(of: "#sound").contains("This browser cannot"))
        #expect(try await room.sender.page.run("return String(document.querySelector('#sound-on').disabled)") == "true")
        await room.tearDown()
    }

    @Test func goesOnWithThePictureWhereThereIsNoSoundDevice() async throws {
        let tape = try SoundTape()
        let screen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance(
            "run",
            ["--display", "headless", "--listen", "127.0.0.1:0"],
            environment: tape.environment.merging(["DIASCOPE_AUDIO_DEVICE": "gone"]) { _, new in new }
        )
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let browser = try await WebDriver.sharingTab(besides: address, on: screen)
        try await share(browser, code: code)
        let status = try await tv.status { $0.audioState == "unavailable" && $0.framesDisplayed > 30 }
        #expect(status.audioError?.contains("gone") == true)
        await browser.stop()
        await tv.stop()
        await screen.stop()
    }

    @Test func takesNoSoundWhereTheSettingsWantNone() async throws {
        let tape = try SoundTape()
        let screen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance(
            "run",
            ["--display", "headless", "--listen", "127.0.0.1:0"],
            environment: tape.environment.merging(["DIASCOPE_AUDIO_OUTPUT": "off"]) { _, new in new }
        )
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let browser = try await WebDriver.sharingTab(besides: address, on: screen)
        try await share(browser, code: code)
        let status = try await tv.status { $0.framesDisplayed > 60 }
        #expect(status.audioState == "off")
        // The page says why there is nothing to switch.
        #expect(try await browser.run("return document.querySelector('#sound').dataset.sound") == "unplayable")
        #expect(try await browser.run("return String(document.querySelector('#sound-on').disabled)") == "true")
        #expect(status.sessions.first?.audio == nil)
        #expect(tape.channels.left.isEmpty)
        await browser.stop()
        await tv.stop()
        await screen.stop()
    }

    @Test func saysThatNoSoundIsSharedWithAScreenThatHasNone() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.share()
        let said = try await room.sender.page.run("return document.querySelector('#sound').dataset.sound")
        #expect(["shared", "not-shared", "unplayable"].contains(said))
        #expect(try await room.sender.page.text(of: "#sound").contains("ound"))
        _ = try await room.tv.status { $0.state == "projecting" && $0.framesDisplayed > 0 }
        await room.tearDown()
    }
}
