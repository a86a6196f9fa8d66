import Foundation
import Glibc

/// A real `redis-server` on loopback that keeps nothing on disk, and can be killed, frozen and started again.
package final class RedisServer {
    package let port: Int
    private let arguments: [String]
    private var process: LiveProcess

    /// - Parameter arguments: such as `["--requirepass", "secret"]`.
    package init(_ arguments: [String] = [], port: Int = UnusedPort.onLoopback()) async throws {
        self.port = port
        self.arguments = arguments
        process = try await Self.start(port, arguments)
    }

    package var url: String { "redis://127.0.0.1:\(port)" }

    private static func start(_ port: Int, _ arguments: [String]) async throws -> LiveProcess {
        let common = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", NSTemporaryDirectory()]
        let ports = arguments.contains("--tls-port") ? [] : ["--port", "\(port)"]
        let process = try LiveProcess("redis-server", ports + common + arguments)
        _ = try await process.firstLine { $0.contains("Ready to accept connections") ? true : nil }
        return process
    }

    /// As a power cut ends it: with everything it knew.
    package func kill() async {
        await process.stop(with: SIGKILL)
    }

    /// After `kill`: the same address, and nothing remembered.
    package func restart() async throws {
        process = try await Self.start(port, arguments)
    }

    /// Connections stay, and nothing is answered any more.
    package func freeze() {
        process.signal(SIGSTOP)
    }

    package func thaw() {
        process.signal(SIGCONT)
    }

    package func stop() async {
        process.signal(SIGCONT)
        await process.stop()
    }

    /// What `redis-cli` prints.
    package func ask(_ words: String...) async throws -> String { try await ask(words) }

    package func ask(_ words: [String]) async throws -> String {
        let client = try LiveProcess("redis-cli", ["-p", "\(port)"] + words)
        _ = try await client.exitCode()
        return client.lines.contents
    }

    /// Someone who listens on a channel, until it is stopped.
    package func listener(on channel: String) async throws -> LiveProcess {
        let client = try LiveProcess("redis-cli", ["-p", "\(port)", "SUBSCRIBE", channel])
        _ = try await client.firstLine { $0.contains(channel) ? true : nil }
        return client
    }

    /// Stops a listener; returns when Redis knows.
    package func stop(_ listener: LiveProcess, on channel: String) async throws {
        await listener.stop()
        while try await ask("PUBSUB", "NUMSUB", channel).split(separator: "\n").last != "0" {}
    }
}
