import CNetworkStage
import Foundation
import Glibc

/// A network of its own, with nothing but loopback until something is put into it; gone with the object.
package final class NetworkNamespace: Sendable {
    private let holder: LiveProcess
    private let descriptor: Int32

    package init() async throws {
        holder = try LiveProcess("unshare", ["--net", "sh", "-c", "ip link set lo up && echo up && exec cat"])
        _ = try await holder.firstLine { $0 == "up" ? true : nil }
        descriptor = open("/proc/\(holder.processIdentifier)/ns/net", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LiveProcess.Failure(description: "no way into the network namespace") }
    }

    deinit {
        close(descriptor)
    }

    /// Whether this machine lets us make them: root, and a kernel with namespaces and TUN devices.
    package static func areAvailable() async -> Bool {
        guard access("/dev/net/tun", R_OK | W_OK) == 0, let trial = try? LiveProcess("unshare", ["--net", "true"]) else {
            return false
        }
        return (try? await trial.exitCode()) == 0
    }

    /// What to put before a command's words so that it runs in here; its process identifier stays the same.
    package var prefix: [String] { ["nsenter", "--net=/proc/\(holder.processIdentifier)/ns/net", "--"] }

    package var processIdentifier: Int32 { holder.processIdentifier }

    /// Runs one command per line, each to its end.
    package func run(_ script: String) async throws {
        for line in script.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            let command = try LiveProcess(first, Array(words.dropFirst()), in: self)
            let code = try await command.exitCode()
            guard code == 0 else { throw LiveProcess.Failure(description: "\(line): \(code): \(command.errors.tail)") }
        }
    }

    /// Does something with the calling thread inside: a socket made there stays there.
    package func enter<Value>(_ body: () throws -> Value) throws -> Value {
        let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        defer { close(home) }
        guard home >= 0, stage_enter_network(descriptor) == 0 else {
            throw LiveProcess.Failure(description: "the network namespace cannot be entered: \(String(cString: strerror(errno)))")
        }
        defer {
            // A thread in the wrong network would fail whoever uses it next.
            if stage_enter_network(home) != 0 { fatalError("no way back from a network namespace") }
        }
        return try body()
    }

    /// Sends a signal to every program in here: what `SIGSTOP` and `SIGCONT` do is what sleep does to a laptop.
    package func signalAll(_ number: Int32) throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(holder.processIdentifier)/ns/net")
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
            guard let identifier = Int32(name), identifier != holder.processIdentifier,
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/ns/net")) == own
            else { continue }
            kill(identifier, number)
        }
    }

    package func stop() async {
        await holder.stop()
    }
}
