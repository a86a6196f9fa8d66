import Foundation
import LiveProcesses
import Testing
import WebDriver

/// Kill any part of it: the same code comes back without anyone touching anything.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct RestartTests {
    @Test func codeSurvivesPowerCutsOfBoth() async throws {
        let first = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        let code = try #require(try await first.status { $0.projectionCode != nil && $0.isConnected }.projectionCode)
        await first.cutPower()
        let second = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"], directory: first.directory)
        #expect(try await second.status { $0.projectionCode != nil && $0.isConnected }.projectionCode == code)
        await second.stop()
    }

    @Test func codeSurvivesThePowerCutOfEither() async throws {
        let room = try Appliance("room", ["--listen", "127.0.0.1:0"])
        let port = try #require(URL(string: try await room.pageAddress())?.port)
        let tvArguments = ["--display", "headless", "--room-server", "http://127.0.0.1:\(port)"]
        let tv = try Appliance("tv", tvArguments)
        let code = try #require(try await tv.status { $0.projectionCode != nil && $0.isConnected }.projectionCode)

        await room.cutPower()
        let without = try await tv.status { !$0.isConnected }
        #expect(without.projectionCode == code)
        let again = try Appliance("room", ["--listen", "127.0.0.1:\(port)"], directory: room.directory)
        #expect(try await tv.status(within: .seconds(40)) { $0.isConnected && $0.state == "waiting" }.projectionCode == code)

        await tv.cutPower()
        let reborn = try Appliance("tv", tvArguments, directory: tv.directory)
        #expect(try await reborn.status { $0.projectionCode != nil && $0.isConnected }.projectionCode == code)
        await reborn.stop()
        await again.stop()
    }

    @Test func aTVElsewhereTrustsTheSelfSignedCertificateOnFirstUse() async throws {
        let room = try Appliance("room", ["--listen", "127.0.0.1:0"])
        let port = try #require(URL(string: try await room.pageAddress())?.port)
        let secure = ["--display", "headless", "--room-server", "https://127.0.0.1:\(port)"]

        let strict = try Appliance("tv", secure)
        _ = try await strict.process.errors.firstLineContaining("No secure connection")
        #expect(try await strict.status { _ in true }.isConnected == false)
        await strict.stop()

        let trusting = try Appliance("tv", secure + ["--trust", "first-use"])
        let code = try await trusting.status { $0.isConnected && $0.projectionCode != nil }.projectionCode
        await trusting.stop()
        let again = try Appliance("tv", secure + ["--trust", "first-use"], directory: trusting.directory)
        #expect(try await again.status { $0.isConnected && $0.projectionCode != nil }.projectionCode == code)
        await again.stop()

        let impostor = try Appliance("room", ["--listen", "127.0.0.1:0"])
        _ = try await impostor.pageAddress()
        await room.stop()
        await impostor.stop()
        let replaced = try Appliance("room", ["--listen", "127.0.0.1:\(port)"], directory: impostor.directory)
        _ = try await replaced.pageAddress()
        let wary = try Appliance("tv", secure + ["--trust", "first-use"], directory: trusting.directory)
        _ = try await wary.process.errors.firstLineContaining("instead of")
        #expect(try await wary.status { _ in true }.isConnected == false)
        await wary.stop()
        await replaced.stop()
    }

    @Test func aRunningProjectionSurvivesTheLossOfTheRoomServer() async throws {
        let room = try Appliance("room", ["--listen", "127.0.0.1:0"])
        let address = try await room.pageAddress()
        let port = try #require(URL(string: address)?.port)
        let tv = try Appliance("tv", ["--display", "headless", "--room-server", "http://127.0.0.1:\(port)"])
        let code = try #require(try await tv.status { $0.projectionCode != nil && $0.isConnected }.projectionCode)
        let content = try await ContentScreen(width: 1280, height: 720)
        let sender = try await SenderBrowser(sharing: content.xvfb.display)
        try await sender.open(address)
        try await sender.share(code: code)
        _ = try await tv.status { $0.framesDisplayed > 0 }

        await room.cutPower()
        let lost = try await tv.status { !$0.isConnected }
        let later = try await tv.status { $0.framesDisplayed > lost.framesDisplayed + 60 }
        #expect(later.state == "projecting")
        let again = try Appliance("room", ["--listen", "127.0.0.1:\(port)"], directory: room.directory)
        let back = try await tv.status(within: .seconds(40)) { $0.isConnected }
        #expect(back.projectionCode == code)
        _ = try await tv.status { $0.state == "projecting" && $0.framesDisplayed > back.framesDisplayed + 30 }
        await sender.stop()
        await content.stop()
        await tv.stop()
        await again.stop()
    }
}
