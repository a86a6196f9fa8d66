import CX11
import Foundation
import Synchronization

/// A real X server without a screen, started for a test.
final class XvfbServer: Sendable {
    let display: String
    private let arguments: [String]
    private let process: Mutex<Process?>

    static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/Xvfb")

    init(width: Int, height: Int, sharedMemory: Bool = true) throws {
        arguments =
            ["-screen", "0", "\(width)x\(height)x24", "-nolisten", "tcp", "-nocursor"]
            + (sharedMemory ? [] : ["-extension", "MIT-SHM"])
        let (process, display) = try Self.start(arguments)
        self.process = Mutex(process)
        self.display = display
    }

    deinit { kill() }

    /// The server dies, as if the cable were pulled.
    func kill() {
        process.withLock { process in
            process?.interruptAndWait()
            process = nil
        }
    }

    /// It comes back under the same name.
    func restart() throws {
        let (process, _) = try Self.start([display] + arguments)
        self.process.withLock { $0 = process }
    }

    private static func start(_ arguments: [String]) throws -> (Process, String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/Xvfb")
        process.arguments = arguments + ["-displayfd", "1"]
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The number arrives, with a line end, once the server listens.
        var text = ""
        while !text.hasSuffix("\n") {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { throw CocoaError(.fileReadUnknown) }
            text += String(decoding: data, as: UTF8.self)
        }
        return (process, ":" + text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

extension Process {
    fileprivate func interruptAndWait() {
        Glibc.kill(processIdentifier, SIGKILL)
        waitUntilExit()
    }
}
