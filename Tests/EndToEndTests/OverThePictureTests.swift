import LiveProcesses
import Pictures
import Testing
import WebDriver

/// What the TV lays over somebody's picture, and for how long.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OverThePictureTests {
    @Test func namesThePresenterForSomeSecondsAndKeepsTheCodeInACorner() async throws {
        let room = try await Stagecraft.setUp(
            width: 1280,
            height: 720,
            environment: ["DIASCOPE_LOOK_PRESENTER_NAME": "4", "DIASCOPE_LOOK_CODE_WHILE_PROJECTING": "true"]
        )
        try await room.share(name: "Ada")
        _ = try await room.tv.pictured("name-and-code") { $0.hasName(in: $0.whole) && $0.hasCodeInTheCorner }
        let later = try await room.tv.pictured("code-alone") { !$0.hasName(in: $0.whole) }
        #expect(later.hasCodeInTheCorner)
        #expect(later.color(x: later.width / 20, y: later.height * 19 / 20).isClose(to: ContentScreen.bottomLeft))
        await room.tearDown()
    }

    @Test func leavesThePictureAloneAfterTheName() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.share(name: "Ada")
        let named = try await room.tv.pictured("name") { $0.hasName(in: $0.whole) }
        #expect(!named.hasCodeInTheCorner)
        let bare = try await room.tv.pictured("bare") { !$0.hasName(in: $0.whole) }
        #expect(ContentScreen.isShown(in: bare))
        await room.tearDown()
    }

    @Test func showsTheAdministratorsMessageWhileSomebodyProjects() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.share()
        _ = try await room.tv.pictured("message-before") { ContentScreen.isShown(in: $0, within: $0.whole) }
        try await room.tv.post("message?seconds=4", "Fire drill at eleven. Please leave by the north stairs.")
        let picture = try await room.tv.pictured("message", until: \.saysSomethingAtTheTop)
        #expect(picture.color(x: picture.width / 8, y: picture.height / 3).isClose(to: ContentScreen.topLeft))
        _ = try await room.tv.pictured("message-after") {
            ContentScreen.isShown(in: $0, within: $0.whole) && !$0.saysSomethingAtTheTop
        }
        await room.tearDown()
    }

    /// The last picture stays: as it is while its sender pauses, dimmed while its sender is lost.
    @Test func keepsTheLastPictureWhilePausedAndWhileReconnecting() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await showingScreensOnFailure(of: room.tv, and: room.sender.page) {
            try await room.share()
            _ = try await room.tv.pictured("before-the-pause") { ContentScreen.isShown(in: $0) }
            try await room.sender.page.click("#pause")
            try await room.sender.waitUntil(state: "paused")
            let paused = try await room.tv.pictured("paused") { $0.saysSomethingInTheMiddle(of: $0.whole) }
            // A canvas converts the colours once more.
            #expect(paused.color(x: paused.width / 8, y: paused.height / 8).isClose(to: ContentScreen.topLeft, tolerance: 48))
            try await room.sender.page.click("#pause")
            _ = try await room.tv.pictured("resumed") { ContentScreen.isShown(in: $0) }

            try await room.sender.page.suspend(true)
            do {
                _ = try await room.tv.status(within: .seconds(10)) { $0.state == "interrupted" }
                let dimmed = try await room.tv.pictured("reconnecting") { $0.saysSomethingInTheMiddle(of: $0.whole) }
                let corner = dimmed.color(x: dimmed.width / 8, y: dimmed.height / 8)
                #expect(corner.red > corner.green + 20 && corner.luminance < ContentScreen.topLeft.luminance / 2, "\(corner)")
                try await room.sender.page.suspend(false)
            } catch {
                try? await room.sender.page.suspend(false)
                throw error
            }
            _ = try await room.tv.pictured("back", within: .seconds(30)) { ContentScreen.isShown(in: $0) }
        }
        await room.tearDown()
    }
}
