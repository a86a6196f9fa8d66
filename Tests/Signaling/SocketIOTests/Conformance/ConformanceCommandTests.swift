import Foundation
import LiveProcesses
import NIOHTTP1
import SocketIOCore
import Testing

/// The executable that the public suites are pointed at.
struct ConformanceCommandTests {
    /// Beside the test bundle that is running.
    private static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "socketio-conformance").path

    private func start(_ arguments: [String]) async throws -> (LiveProcess, Int) {
        let process = try LiveProcess(Self.executable, ["--port", "0"] + arguments)
        let line = try await process.lines.firstLineContaining("listening on")
        return (process, try #require(line.split(separator: ":").last.flatMap { Int($0) }))
    }

    @Test func announcesWhatTheSuitesExpect() async throws {
        let (process, port) = try await start([])
        for path in ["/engine.io/", "/socket.io/"] {
            let opened = try await RawHTTP(port: port).get(
                "\(path)?EIO=4&transport=polling",
                headers: ["origin": "http://x.example"]
            )
            let handshake = try EngineIOHandshake(parsing: String(opened.body.dropFirst()))
            #expect(handshake.pingInterval == .milliseconds(300) && handshake.pingTimeout == .milliseconds(200))
            #expect(handshake.maxPayload == 1_000_000)
            #expect(opened.headers["access-control-allow-origin"] == ["*"])
        }
        _ = await process.stop()
    }

    @Test func echoesOnBothLayers() async throws {
        // The suites' own timing would end the connections of a busy machine.
        let patient = ["--ping-interval", "60000", "--ping-timeout", "60000", "--connect-timeout", "60000"]
        let (process, port) = try await start(patient)
        let engine = try await RawWebSocket.connect(port: port, uri: "/engine.io/?EIO=4&transport=websocket")
        _ = try await engine.text()
        engine.send("4hello")
        #expect(try await engine.text() == "4hello")
        let socket = try await RawWebSocket.connect(port: port, uri: "/socket.io/?EIO=4&transport=websocket")
        _ = try await socket.text()
        socket.send(#"40/custom,{"token":"123"}"#)
        #expect(try await socket.text().hasPrefix("40/custom,"))
        #expect(try await socket.text() == #"42/custom,["auth",{"token":"123"}]"#)
        _ = await process.stop()
    }

    @Test func refusesAHeartbeatOfNothing() async throws {
        let process = try LiveProcess(Self.executable, ["--ping-interval", "0"])
        #expect(try await process.exitCode() == 64)
    }
}
