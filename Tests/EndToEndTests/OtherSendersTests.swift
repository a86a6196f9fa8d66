import LiveProcesses
import Pictures
import Testing

/// Senders that are no browsers: other people's WebRTC, against the real process.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct OtherSendersTests {
    private let tv: Appliance
    private let address: String
    private let code: String

    init() async throws {
        tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        address = try await tv.pageAddress()
        code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
    }

    @Test func showsGStreamerWhoseFirstKeyFrameIsLost() async throws {
        let sender = try PythonSender(.gstreamer, address: address, code: code)
        try await sender.event("keyFrameRequested")
        try await expectMovingPicture(from: "GStreamer")

        // The first of the colour bars is white, the second yellow; snow falls at the bottom right.
        let one = try await tv.snapshot()
        #expect(one.color(x: one.width / 14, y: one.height / 3).isClose(to: .init(255, 255, 255)))
        #expect(one.color(x: one.width * 3 / 14, y: one.height / 3).isClose(to: .init(255, 255, 0)))

        #expect(try await sender.finish() == 0)
        _ = try await tv.status(within: .seconds(3)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await tv.stop()
    }

    @Test func showsAiortcAndSeesItsConnectionClose() async throws {
        let sender = try PythonSender(.aiortc, address: address, code: code)
        try await expectMovingPicture(from: "aiortc")

        let one = try await tv.snapshot()
        let later = try await tv.status { _ in true }.framesDisplayed + 10
        _ = try await tv.status { $0.framesDisplayed > later }
        let other = try await tv.snapshot()
        let columns = stride(from: 0, to: one.width, by: 16)
        #expect(columns.contains { !one.color(x: $0, y: 90).isClose(to: other.color(x: $0, y: 90)) }, "nothing moves")

        #expect(try await sender.finish() == 0)
        _ = try await tv.status(within: .seconds(3)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await tv.stop()
    }

    /// Ninety frames of a projection whose figures make sense.
    private func expectMovingPicture(from name: String) async throws {
        let start = try await showingScreensOnFailure(of: tv) {
            try await tv.status { $0.state == "projecting" && $0.framesDisplayed > 0 }
        }
        let clock = ContinuousClock()
        let began = clock.now
        let status = try await tv.status { $0.framesDisplayed >= start.framesDisplayed + 90 }
        let rate = Double(status.framesDisplayed - start.framesDisplayed) / ((clock.now - began) / .seconds(1))
        let session = try #require(status.sessions.first)
        print("\(name): \(rate) frames/s; first picture \(session.timeToFirstFrame ?? -1) s after the answer")
        #expect(rate >= 20)
        #expect(session.senderName == name)
        #expect(session.codec == "VP8")
        #expect((session.frameWidth, session.frameHeight) == (640, 360))
        #expect((session.framesDecoded ?? 0) >= (session.framesDisplayed ?? 0))
        #expect((session.packetsReceived ?? 0) >= (session.framesDecoded ?? 0))
        #expect((session.keyFramesDecoded ?? 0) >= 1)
        #expect(session.srtpCipher != nil)
    }
}
