import Foundation
import LiveProcesses
import Pictures
import Testing
import WebDriver

/// Does a part of a test; if it fails by throwing, what TV and page showed at that moment is attached to the test.
func showingScreensOnFailure<Value>(
    of tv: Appliance,
    and page: (any Browser)? = nil,
    _ body: () async throws -> Value
) async throws -> Value {
    do {
        return try await body()
    } catch {
        if let picture = try? await tv.pictureBytes() { Attachment.record(picture, named: "tv.png") }
        if let page, let picture = try? await page.screenshot() { Attachment.record(picture, named: "page.png") }
        Attachment.record(tv.process.errors.contents, named: "tv.log")
        throw error
    }
}

extension Appliance {
    /// What is on the TV, attached to the test for looking at.
    func pictured(_ name: String) async throws -> Picture {
        Attachment.record(try await pictureBytes(), named: name + ".png")
        return try Picture(png: directory.appendingPathComponent("evidence.png").path)
    }

    /// Looks at the TV until what it shows is as expected, and attaches it; the last look is attached if it never is.
    func pictured(
        _ name: String,
        within limit: Duration = .seconds(10),
        until condition: (Picture) -> Bool
    ) async throws -> Picture {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline, process.isRunning {
            if condition(try await snapshot()) { return try await pictured(name) }
        }
        _ = try await pictured(name)
        throw LiveProcess.Failure(description: "the TV did not show \(name) within \(limit)")
    }

    /// The PNG file that the TV makes of its screen.
    func pictureBytes() async throws -> [UInt8] {
        let file = directory.appendingPathComponent("evidence.png")
        _ = try await run(["snapshot", file.path])
        return [UInt8](try Data(contentsOf: file))
    }
}
