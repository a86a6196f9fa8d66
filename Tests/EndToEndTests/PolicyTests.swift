import Foundation
import LiveProcesses
import Pictures
import Testing
import WebDriver

/// Several people at one TV, each with a browser of their own: what all of them see under each policy.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PolicyTests {
    private static let names = ["Ada", "Grace", "Edsger", "Barbara"]

    /// Policy `ask`: the question is on the TV and on the page of who presents, and whoever is first answers it.
    @Test func asksOnTheTVAndOnThePageOfWhoPresents() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, environment: ["DIASCOPE_SESSIONS_POLICY": "ask"])
        try await showingScreensOnFailure(of: room.tv, and: room.sender.page) {
            try await room.share(name: "Ada")
            _ = try await room.tv.pictured("ask-nobody", until: isUndisturbed)
            let second = try await another(room, "Grace")
            try await second.waitUntil(state: "asking")
            _ = try await room.tv.pictured("ask-question", until: \.saysSomethingAtTheTop)
            try await room.sender.page.wait(until: "document.querySelector('#asks').textContent.includes('Grace')")
            Attachment.record(try await room.sender.page.screenshot(), named: "ask-page.png")

            // The page says no: the question leaves the TV.
            try await room.sender.page.click("#asks .refuse")
            try await second.waitUntil(state: "failed")
            #expect(try await second.page.run("return diascope.reason") == "refused")
            _ = try await room.tv.pictured("ask-refused", until: isUndisturbed)

            // At the TV, by what its keys do: the question leaves the page.
            try await second.page.click("#share")
            try await room.sender.page.wait(until: "document.querySelector('#asks .accept') !== null")
            _ = try await room.tv.pictured("ask-again", until: \.saysSomethingAtTheTop)
            try await room.tv.post("decide?accept=true")
            try await room.sender.page.wait(until: "document.querySelector('#asks').textContent === ''")
            _ = try await room.tv.status { $0.sessions.map(\.senderName) == ["Grace"] && $0.state == "projecting" }
            try await room.sender.waitUntil(state: "ended")
            #expect(try await room.sender.page.run("return diascope.reason") == "replaced")
            #expect(try await room.sender.page.text(of: "#what").contains("Grace"))
            await second.stop()
        }
        await room.tearDown()
    }

    @Test func tellsWhoeverWasTakenOverFromByWhom() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720)
        try await room.share(name: "Ada")
        _ = try await room.tv.status { $0.state == "projecting" && $0.framesDisplayed > 0 }
        let second = try await another(room, "Grace")
        try await second.waitUntil(state: "projecting")
        try await room.sender.waitUntil(state: "ended")
        #expect(try await room.sender.page.run("return diascope.reason") == "replaced")
        #expect(try await room.sender.page.text(of: "#what").contains("Grace"))
        Attachment.record(try await room.sender.page.screenshot(), named: "takeover-page.png")
        // One press takes it back.
        try await room.sender.page.click("#share")
        _ = try await room.tv.status { $0.sessions.map(\.senderName) == ["Ada"] && $0.framesDisplayed > 0 }
        try await second.waitUntil(state: "ended")
        #expect(try await second.page.text(of: "#what").contains("Ada"))
        await second.stop()
        await room.tearDown()
    }

    /// Policy `grid`: side by side, then two by two; who leaves makes room, and the fifth is told.
    @Test func splitsTheScreenEvenlyAmongUpToFour() async throws {
        let room = try await Stagecraft.setUp(width: 1280, height: 720, environment: ["DIASCOPE_SESSIONS_POLICY": "grid"])
        try await showingScreensOnFailure(of: room.tv, and: room.sender.page) {
            try await room.share(name: Self.names[0])
            _ = try await room.tv.pictured("grid-1") { ContentScreen.isShown(in: $0, within: $0.whole) }
            var others: [SenderBrowser] = []
            for (index, name) in Self.names.enumerated().dropFirst() {
                let other = try await another(room, name)
                try await other.waitUntil(state: "projecting")
                others.append(other)
                let count = index + 1
                let picture = try await room.tv.pictured("grid-\(count)") { picture in
                    picture.cells(count).allSatisfy { ContentScreen.isShown(in: picture, within: $0) }
                }
                for cell in picture.cells(count) {
                    let hasName = picture.hasName(in: cell)
                    #expect(hasName, "\(cell) of \(count)")
                }
            }
            _ = try await room.tv.status { Set($0.sessions.map(\.senderName)) == Set(Self.names) }

            let fifth = try await another(room, "Ken")
            try await fifth.waitUntil(state: "failed")
            #expect(try await fifth.page.run("return diascope.reason") == "busy")
            await fifth.stop()

            // Who pauses says so in their own place.
            try await others[0].page.click("#pause")
            try await others[0].waitUntil(state: "paused")
            _ = try await room.tv.pictured("grid-paused") { $0.saysSomethingInTheMiddle(of: $0.cells(4)[1]) }

            for (index, gone) in [others[2], others[1], others[0]].enumerated() {
                try await gone.page.click("#stop")
                let count = 3 - index
                _ = try await room.tv.pictured("grid-back-\(count)") { picture in
                    let parts = count == 1 ? [picture.whole] : picture.cells(count)
                    return ContentScreen.isShown(in: picture, within: parts[0])
                }
            }
            #expect(try await room.tv.status { $0.sessions.count == 1 }.sessions.map(\.senderName) == [Self.names[0]])
            for other in others { await other.stop() }
        }
        await room.tearDown()
    }

    /// Four small pictures together have the pixels of one large one, and cost the TV about the same.
    @Test func costsInAGridWhatItsPixelsCost() async throws {
        let one = try await costOfSharing(senders: 1, width: 1280, height: 720)
        let small = try await costOfSharing(senders: 1, width: 640, height: 360)
        let four = try await costOfSharing(senders: 4, width: 640, height: 360)
        print("CPU: one 1280×720 \(one); one 640×360, enlarged \(small); four 640×360 \(four)")
        #expect(four.perPicture <= 1.2 * small.perPicture)
        #expect(four.perMegapixel <= 2 * one.perMegapixel)
    }

    // MARK: Steps

    private func another(_ room: Stagecraft, _ name: String) async throws -> SenderBrowser {
        let browser = try await SenderBrowser(sharing: room.content.xvfb.display)
        try await browser.open(room.address)
        try await browser.share(code: room.code, name: name)
        return browser
    }

    private func isUndisturbed(_ picture: Picture) -> Bool {
        !picture.saysSomethingAtTheTop && ContentScreen.isShown(in: picture, within: picture.whole)
    }

    private struct Cost: CustomStringConvertible {
        /// Milliseconds of CPU of the whole process.
        var perPicture: Double
        var perMegapixel: Double

        var description: String {
            "\(perPicture.formatted(.number.precision(.fractionLength(2)))) ms a picture, "
                + "\(perMegapixel.formatted(.number.precision(.fractionLength(2)))) ms a megapixel"
        }
    }

    private func costOfSharing(senders: Int, width: Int, height: Int) async throws -> Cost {
        let tvScreen = try await Xvfb(width: 1280, height: 720)
        let tv = try Appliance(
            "run",
            ["--display", "x11", "--listen", "127.0.0.1:0"],
            environment: ["DISPLAY": tvScreen.display, "DIASCOPE_SESSIONS_POLICY": "grid"]
        )
        let address = try await tv.pageAddress()
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let content = try await ContentScreen(width: width, height: height)
        var browsers: [SenderBrowser] = []
        for name in Self.names.prefix(senders) {
            let browser = try await SenderBrowser(sharing: content.xvfb.display)
            try await browser.open(address)
            try await browser.share(code: code, name: name)
            try await browser.waitUntil(state: "projecting")
            browsers.append(browser)
        }
        let pictures = { (status: Status) in status.sessions.map { $0.framesDecoded ?? 0 }.reduce(0, +) }
        let ready = try await tv.status { $0.sessions.count == senders && $0.sessions.allSatisfy { $0.framesDecoded ?? 0 > 60 } }
        let before = (pictures: pictures(ready), cpu: try tv.process.cpuTime)
        let after = try await tv.status(within: .seconds(40)) { pictures($0) >= before.pictures + senders * 300 }
        let (count, cpu) = (Double(pictures(after) - before.pictures), try tv.process.cpuTime - before.cpu)
        for browser in browsers { await browser.stop() }
        await content.stop()
        await tv.stop()
        await tvScreen.stop()
        let milliseconds = cpu / .milliseconds(1)
        return Cost(perPicture: milliseconds / count, perMegapixel: milliseconds / count / (Double(width * height) / 1e6))
    }
}
