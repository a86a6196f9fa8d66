import Foundation
import LiveProcesses
import Testing
import WebDriver

/// Bad input beside a running projection: counted or answered, and the projection goes on.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct HostileInputTests {
    @Test func aProjectionGoesOnUnderGarbage() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.share()
        _ = try await room.tv.status { $0.framesDisplayed > 0 }
        let port = try #require(URL(string: room.address)?.port)
        let attack = try LiveProcess(
            "python3",
            [try script("hostile.py"), "\(port)", room.code, "\(room.tv.process.processIdentifier)"]
        )
        #expect(try await attack.exitCode(within: .seconds(60)) == 0, "\(attack.errors.tail)")
        let after = try await room.tv.status { _ in true }
        #expect(after.state == "projecting")
        let later = try await room.tv.status { $0.framesDisplayed > after.framesDisplayed + 30 }
        #expect(later.sessions.count == 1)
        #expect(later.sessions[0].senderName == "Ada")
        await room.tearDown()
    }

    private func script(_ name: String) throws -> String {
        let parts = name.split(separator: ".")
        let url = Bundle.module.url(forResource: String(parts[0]), withExtension: String(parts[1]), subdirectory: "Pages")
        return try #require(url).path
    }
}
