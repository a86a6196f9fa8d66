import ArgumentParser
import Foundation
import Logging
import SocketIOConformance

/// Serves the public protocol suites until it is killed; prints where it listens.
@main
struct ConformanceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "socketio-conformance",
        abstract: "Runs Diascope's Socket.IO server the way the public Engine.IO 4 and Socket.IO 5 suites expect it."
    )

    @Option(help: "The port to listen on; 0 takes any free one.")
    var port: UInt16 = 3000

    @Option(help: "Milliseconds between pings.")
    var pingInterval = 300

    @Option(help: "Milliseconds that a pong may take.")
    var pingTimeout = 200

    @Option(help: "Milliseconds until a client has to have joined a namespace.")
    var connectTimeout = 1000

    func validate() throws {
        guard pingInterval > 0, pingTimeout > 0, connectTimeout > 0 else {
            throw ValidationError(
                "--ping-interval, --ping-timeout and --connect-timeout take milliseconds: give a number above 0."
            )
        }
    }

    func run() async throws {
        let timing = ConformanceServer.Timing(
            pingInterval: .milliseconds(pingInterval),
            pingTimeout: .milliseconds(pingTimeout),
            connectTimeout: .milliseconds(connectTimeout)
        )
        let server = try await ConformanceServer.start(port: Int(port), timing: timing, logger: Logger(label: "conformance"))
        // Unbuffered: whoever started this reads the port from a pipe.
        FileHandle.standardOutput.write(Data("listening on http://localhost:\(server.port)\n".utf8))
        // Until the process is told to end.
        let (forever, _) = AsyncStream<Never>.makeStream()
        for await _ in forever {}
        try await server.stop()
    }
}
