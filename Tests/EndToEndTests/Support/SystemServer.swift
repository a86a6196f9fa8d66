import Foundation
import LiveProcesses

/// A server of a signaling system that is not ours, in Python.
struct SystemServer {
    let process: LiveProcess
    let port: Int

    init(_ system: String) async throws {
        let script = Appliance.repository.appending(path: "Tests/Support/Python/\(system)_server.py").path
        process = try LiveProcess(Appliance.repository.appending(path: ".venv/bin/python3").path, [script])
        port = try await process.firstLine { line in
            guard line.hasPrefix("{\"port\": ") else { return nil }
            return Int(line.filter(\.isNumber))
        }
    }

    /// Where TVs and pages of that system connect.
    static func address(of system: String, port: Int) -> String {
        switch system {
        case "cmd": "ws://127.0.0.1:\(port)/ws"
        case "user": "ws://127.0.0.1:\(port)/wss"
        default: "ws://127.0.0.1:\(port)"
        }
    }

    /// Cuts the TV's connection without a word.
    func cut() {
        process.send(line: "cut")
    }

    func stop() async {
        await process.stop()
    }
}
