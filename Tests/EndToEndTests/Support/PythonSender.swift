import Foundation
import LiveProcesses

/// A sender that is no browser, in Python, with libraries from `Scripts/python-peers` or the distribution.
struct PythonSender {
    enum Kind: String {
        case gstreamer
        case aiortc
    }

    let process: LiveProcess

    init(_ kind: Kind, address: String, code: String) throws {
        let environment = Appliance.repository.appending(path: ".venv")
        let script = Appliance.repository.appending(path: "Tests/Support/Python/\(kind.rawValue)_sender.py").path
        switch kind {
        case .aiortc:
            process = try LiveProcess(environment.appending(path: "bin/python3").path, [script, address, code])
        case .gstreamer:
            // GStreamer's bindings belong to the distribution's Python, the Socket.IO client to ours; it is pure Python.
            let libraries = environment.appending(path: "lib")
            let version = try FileManager.default.contentsOfDirectory(atPath: libraries.path).first ?? ""
            process = try LiveProcess(
                "/usr/bin/python3",
                [script, address, code],
                environment: ["PYTHONPATH": libraries.appending(path: version + "/site-packages").path]
            )
        }
    }

    /// Waits until the sender says that something happened.
    func event(_ name: String) async throws {
        _ = try await process.firstLine { $0 == "{\"event\": \"\(name)\"}" ? true : nil }
    }

    /// Ends the projection as this kind of sender does, and gives its exit code.
    func finish() async throws -> Int32 {
        process.send(line: "stop")
        return try await process.exitCode()
    }
}
