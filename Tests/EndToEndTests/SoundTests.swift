import Foundation
import LiveProcesses
import Testing
import WebDriver

/// A real Chromium shares a tab with sound, and the TV's sound device gets it.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct SoundTests {
    @Test func playsTheSoundOfASharedTabInStepWithItsPicture() async throws {
        let stage = try await SoundStage.setUp()
        #expect(try await stage.tv.status { _ in true }.audioState == "idle")
        try await stage.share()
        #expect(try await stage.said() == "shared")

        let playing = try await stage.tv.status(within: .seconds(30)) {
            $0.audioState == "playing" && $0.samplesPlayed > 10 * 48_000
        }
        let session = try #require(playing.sessions.first?.audio)
        #expect(session.packetsReceived ?? 0 > 400)
        let pure = stage.tape.pureStretches
        #expect(pure.left > 30 && pure.right > 30, "\(pure)")

        let settled = try await stage.tv.status(within: .seconds(30)) { $0.behindVideo.map { abs($0) <= 0.045 } ?? false }
        print("sound behind picture: \(settled.behindVideo ?? .nan) s; \(settled.sessions.first?.audio.map { "\($0)" } ?? "")")
        try await stage.page.click("#stop")
        _ = try await stage.tv.status(within: .seconds(20)) { $0.audioState == "idle" }
        await stage.tearDown()
    }

    @Test func isSwitchedOffAndOnAgainOnThePage() async throws {
        let stage = try await SoundStage.setUp()
        try await stage.share()
        _ = try await stage.tv.status(within: .seconds(30)) { $0.audioState == "playing" && $0.samplesPlayed > 48_000 }

        try await stage.page.click("#sound-on")
        try await stage.waitUntil(said: "off")
        // Nothing comes any more, so that the TV gives its device back; the picture goes on.
        let quiet = try await stage.tv.status(within: .seconds(20)) { $0.audioState == "idle" }
        _ = try await stage.tv.status { $0.state == "projecting" && $0.framesDisplayed > quiet.framesDisplayed + 10 }
        try stage.tape.erase()

        try await stage.page.click("#sound-on")
        try await stage.waitUntil(said: "shared")
        _ = try await stage.tv.status(within: .seconds(20)) {
            $0.audioState == "playing" && $0.samplesPlayed > quiet.samplesPlayed + 4 * 48_000
        }
        let pure = stage.tape.pureStretches
        #expect(pure.left > 20 && pure.right > 20, "\(pure)")
        let settled = try await stage.tv.status(within: .seconds(30)) { $0.behindVideo.map { abs($0) <= 0.045 } ?? false }
        print("switched on again, behind the picture: \(settled.behindVideo ?? .nan) s")
        await stage.tearDown()
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
        let stage = try await SoundStage.setUp(environment: ["DIASCOPE_AUDIO_DEVICE": "gone"])
        try await stage.share()
        let status = try await stage.tv.status { $0.audioState == "unavailable" && $0.framesDisplayed > 30 }
        #expect(status.audioError?.contains("gone") == true)
        await stage.tearDown()
    }

    @Test func takesNoSoundWhereTheSettingsWantNone() async throws {
        let stage = try await SoundStage.setUp(environment: ["DIASCOPE_AUDIO_OUTPUT": "off"])
        try await stage.share()
        let status = try await stage.tv.status { $0.framesDisplayed > 60 }
        #expect(status.audioState == "off")
        // The page says why there is nothing to switch.
        #expect(try await stage.said() == "unplayable")
        #expect(try await stage.page.run("return String(document.querySelector('#sound-on').disabled)") == "true")
        #expect(status.sessions.first?.audio == nil)
        #expect(stage.tape.channels.left.isEmpty)
        await stage.tearDown()
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
