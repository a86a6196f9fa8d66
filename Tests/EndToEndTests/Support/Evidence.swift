import Foundation
import LiveProcesses
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
        if let picture = try? await tv.snapshotBytes() { Attachment.record(picture, named: "tv.png") }
        if let page, let picture = try? await page.screenshot() { Attachment.record(picture, named: "page.png") }
        Attachment.record(tv.process.errors.contents, named: "tv.log")
        throw error
    }
}

extension Appliance {
    /// The PNG file that the TV makes of its screen.
    fileprivate func snapshotBytes() async throws -> [UInt8] {
        let file = directory.appendingPathComponent("evidence.png")
        _ = try await run(["snapshot", file.path])
        return [UInt8](try Data(contentsOf: file))
    }
}
