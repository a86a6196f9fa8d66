import Foundation

/// A program started by a test: its output line by line, and its end guaranteed.
package final class LiveProcess: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package let lines: LineBuffer
    package let errors: LineBuffer
    private let process: Process
    private let input: Pipe

    /// - Parameter executable: a path, or a name to be found on the PATH.
    package init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [executable] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        input = Pipe()
        let output = Pipe()
        let error = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = error
        lines = LineBuffer(reading: output.fileHandleForReading)
        errors = LineBuffer(reading: error.fileHandleForReading)
        try process.run()
    }

    package var processIdentifier: Int32 { process.processIdentifier }

    package var isRunning: Bool { process.isRunning }

    package func send(line: String) {
        try? input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The first line of the standard output for which `match` gives a value.
    package func firstLine<Value: Sendable>(
        within limit: Duration = .seconds(20),
        _ match: @Sendable @escaping (String) -> Value?
    ) async throws -> Value {
        guard let value = await lines.first(within: limit, match) else {
            throw Failure(
                description: """
                    \(process.arguments?.first ?? "?") did not say what was waited for within \(limit).
                    stdout: \(lines.tail)
                    stderr: \(errors.tail)
                    """
            )
        }
        return value
    }

    /// Sends a signal; `SIGKILL` is what a power cut looks like.
    package func signal(_ number: Int32) {
        if process.isRunning { kill(process.processIdentifier, number) }
    }

    /// Ends the program, by force if it does not go by itself, and gives its exit code.
    @discardableResult
    package func stop(with number: Int32 = SIGTERM, within limit: Duration = .seconds(10)) async -> Int32 {
        signal(number)
        let exited = await lines.ended(within: limit)
        if !exited { signal(SIGKILL) }
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Waits for the program to end by itself and gives its exit code.
    package func exitCode(within limit: Duration = .seconds(20)) async throws -> Int32 {
        guard await lines.ended(within: limit) else {
            throw Failure(description: "\(process.arguments?.first ?? "?") is still running after \(limit)")
        }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
