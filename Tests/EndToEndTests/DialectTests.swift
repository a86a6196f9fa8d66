import Foundation
import LiveProcesses
import Testing
import WebDriver

/// Pages of the four signaling systems, as they are in the field, project: through servers that are not ours with the TV as
/// their client, and through ours.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct DialectTests {
    static let systems = ["projection", "call", "cmd", "user"]

    @Test(arguments: systems)
    func projectsThroughAServerThatIsNotOurs(_ system: String) async throws {
        let server = try await SystemServer(system)
        let tv = try television(system, port: server.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let stage = try await SenderStage()
        try await stage.open(SenderTask(system: system, port: server.port, room: code, to: "7"))
        try await stage.projects(onto: tv)
        try await stage.page.click("#stop")
        let status = try await tv.status(within: .seconds(10)) { $0.state == "waiting" && $0.sessions.isEmpty }
        // Its page has left; only a server whose codes are its own may have changed it.
        #expect(status.projectionCode == code)
        await stage.stop()
        await tv.stop()
        await server.stop()
    }

    @Test(arguments: systems)
    func projectsThroughOurServer(_ system: String) async throws {
        let tv = try Appliance(
            "run",
            ["--display", "headless", "--listen", "127.0.0.1:0"],
            environment: ["DIASCOPE_ROOM_SYSTEMS": "projection,call,cmd,user"]
        )
        let address = try await tv.pageAddress()
        let port = try #require(URL(string: address)?.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let stage = try await SenderStage()
        try await stage.open(SenderTask(system: system, port: port, room: code, to: "\"\(code)\""))
        try await stage.projects(onto: tv)
        try await stage.page.click("#stop")
        _ = try await tv.status(within: .seconds(10)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await stage.stop()
        await tv.stop()
    }

    /// The TV's connection is cut; the server notices that late and by name alone, when the TV is long back.
    @Test(arguments: ["call", "cmd", "user"])
    func comesBackBesideItsOwnGhost(_ system: String) async throws {
        let server = try await SystemServer(system)
        let tv = try television(system, port: server.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil && $0.isConnected }.projectionCode)
        server.cut()
        let status = try await tv.status { $0.isConnected && $0.reconnects >= 1 }
        #expect(status.projectionCode == code)
        let stage = try await SenderStage()
        try await stage.open(SenderTask(system: system, port: server.port, room: code, to: "7"))
        try await stage.projects(onto: tv)
        await stage.stop()
        await tv.stop()
        await server.stop()
    }

    @Test func goesBackToItsCodeWhenThePageHangsUp() async throws {
        let server = try await SystemServer("call")
        let tv = try television("call", port: server.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let stage = try await SenderStage()
        try await stage.open(SenderTask(system: "call", port: server.port, room: code, to: "7", keep: true))
        try await stage.page.click("#share")
        _ = try await tv.status { $0.state == "projecting" }
        // The word alone: the page keeps sending.
        try await stage.page.run("systems.call.hangUp()")
        _ = try await tv.status(within: .seconds(5)) { $0.state == "waiting" && $0.sessions.isEmpty }
        await stage.stop()
        await tv.stop()
        await server.stop()
    }

    @Test func sendsTheHeadersOfItsFile() async throws {
        let server = try await SystemServer("user")
        let file = Appliance.temporaryDirectory().appendingPathComponent("headers")
        let contents = Data("# a log-in\nCookie: session=42\n".utf8)
        _ = FileManager.default.createFile(atPath: file.path, contents: contents, attributes: [.posixPermissions: 0o600])
        let tv = try television("user", port: server.port, ["DIASCOPE_ROOM_SERVER_HEADERS_FILE": file.path])
        _ = try await server.process.firstLine { $0 == #"{"cookie": "session=42"}"# ? true : nil }
        await tv.stop()
        await server.stop()
    }

    @Test func keepsAThirdOutOfARoomForTwo() async throws {
        let tv = try Appliance(
            "run",
            ["--display", "headless", "--listen", "127.0.0.1:0"],
            environment: ["DIASCOPE_ROOM_SYSTEMS": "projection,cmd"]
        )
        let port = try #require(URL(string: try await tv.pageAddress())?.port)
        let code = try #require(try await tv.status { $0.projectionCode != nil }.projectionCode)
        let stage = try await SenderStage()
        try await stage.open(SenderTask(system: "cmd", port: port, room: code, to: "7", keep: true))
        try await stage.page.click("#share")
        _ = try await tv.status { $0.state == "projecting" }
        let second = try await SenderBrowser(sharing: stage.content.xvfb.display)
        try await second.page.open(SenderTask(system: "cmd", port: port, room: code, to: "7", keep: true).address)
        try await second.page.click("#share")
        try await second.page.wait(until: "document.querySelector('#status').dataset.state === 'refused busy'")
        #expect(try await tv.status { _ in true }.sessions.count == 1)
        await second.stop()
        await stage.stop()
        await tv.stop()
    }

    private func television(_ system: String, port: Int, _ more: [String: String] = [:]) throws -> Appliance {
        let settings = [
            "DIASCOPE_ROOM_SERVER_SYSTEM": system, "DIASCOPE_ROOM_SERVER_USER_ID": "7", "DIASCOPE_TV_NAME": "Hall",
        ]
        return try Appliance(
            "tv",
            ["--display", "headless", "--room-server", SystemServer.address(of: system, port: port)],
            environment: settings.merging(more) { _, new in new }
        )
    }
}
