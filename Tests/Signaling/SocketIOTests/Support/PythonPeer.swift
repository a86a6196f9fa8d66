import Foundation
import Testing

/// A Python process that speaks JSON lines, started from the virtual environment that `Scripts/python-peers` makes.
final class PythonPeer: Sendable {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../..")
        .standardizedFileURL
    /// Which Socket.IO the process speaks.
    enum Generation: String {
        case socketIO2 = ".venv-socketio2"
        case socketIO5 = ".venv"
    }

    /// Made once per test run.
    private static let environments: Result<Void, any Error> = Result {
        let script = try start(root.appending(path: "Scripts/python-peers"), [], output: nil, input: nil)
        script.waitUntilExit()
        guard script.terminationStatus == 0 else { throw Failed(status: script.terminationStatus) }
    }

    struct Failed: Error {
        var status: Int32
    }

    /// JSON lines on its standard output; `nil` when it has closed it.
    let lines = Mailbox<String?>()
    private let process: Process
    private let input = Pipe()
    private let exit = Mailbox<Int32>()

    init(_ script: String, _ arguments: [String], generation: Generation = .socketIO5) throws {
        try PythonPeer.environments.get()
        let python = PythonPeer.root.appending(path: "\(generation.rawValue)/bin/python3")
        let file = PythonPeer.root.appending(path: "Tests/Support/Python/\(script).py").path
        let output = Pipe()
        let lines = lines
        nonisolated(unsafe) var partial = Data()
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            guard !data.isEmpty else {
                handle.readabilityHandler = nil
                lines.post(nil)
                return
            }
            partial.append(data)
            while let end = partial.firstIndex(of: 0x0A) {
                lines.post(String(decoding: partial[..<end], as: UTF8.self))
                partial.removeSubrange(...end)
            }
        }
        let exit = exit
        process = try PythonPeer.start(python, [file] + arguments, output: output, input: input) { exit.post($0) }
    }

    deinit {
        process.terminate()
    }

    private static func start(
        _ executable: URL,
        _ arguments: [String],
        output: Pipe?,
        input: Pipe?,
        ended: (@Sendable (Int32) -> Void)? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        if let output { process.standardOutput = output }
        if let input { process.standardInput = input }
        if let ended { process.terminationHandler = { ended($0.terminationStatus) } }
        try process.run()
        return process
    }

    /// Its exit status; throws if it does not end in time.
    func exitStatus() async throws -> Int32 {
        try await exit.next(within: .seconds(120))
    }
}
