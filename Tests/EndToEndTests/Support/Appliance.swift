import Foundation
import LiveProcesses
import Pictures

/// The shipped binary, running as its user would run it, with a state directory and a control socket of its own.
final class Appliance: Sendable {
    let process: LiveProcess
    let directory: URL
    private let socket: String

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

    static let binary: String = {
        let environment = ProcessInfo.processInfo.environment
        return environment["DIASCOPE_TEST_BINARY"] ?? FileManager.default.currentDirectoryPath + "/.build/release/diascope"
    }()

    /// - Parameters:
    ///   - command: `run`, `tv` or `room`.
    ///   - directory: keeps code and certificate; pass an earlier one to restart.
    ///   - namespace: the network it is in; the tests' own when `nil`.
    init(
        _ command: String,
        _ arguments: [String],
        directory: URL = Appliance.temporaryDirectory(),
        environment: [String: String] = [:],
        in namespace: NetworkNamespace? = nil
    ) throws {
        self.directory = directory
        socket = directory.appendingPathComponent("control.sock").path
        var all = [command, "--state-directory", directory.path] + arguments
        if command != "room" { all += ["--control-socket", socket] }
        process = try LiveProcess(Appliance.binary, all, environment: environment, in: namespace)
    }

    static func temporaryDirectory() -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("diascope-\(UUID().uuidString.prefix(8))")
        try? FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    /// The status of DESIGN's JSON shape, or `nil` while the TV does not answer.
    func status() async throws -> Status? {
        let command = try LiveProcess(Appliance.binary, ["status", "--json", "--control-socket", socket])
        guard try await command.exitCode() == 0 else { return nil }
        return Status(json: command.lines.all.joined(separator: "\n"))
    }

    /// Asks again until `condition` holds; `nil` when the time is up.
    func status(within limit: Duration = .seconds(20), where condition: (Status) -> Bool) async throws -> Status {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        var last: Status?
        while clock.now < deadline {
            last = try await status() ?? last
            if let last, condition(last) { return last }
            guard process.isRunning else { break }
        }
        throw LiveProcess.Failure(
            description: """
                the TV's status did not become what was waited for within \(limit); last: \(last?.text ?? "none")
                it printed: \(process.lines.tail)
                \(process.errors.tail)
                """
        )
    }

    func snapshot() async throws -> Picture {
        let file = directory.appendingPathComponent("snapshot-\(UUID().uuidString.prefix(8)).png").path
        let command = try LiveProcess(Appliance.binary, ["snapshot", file, "--control-socket", socket])
        guard try await command.exitCode() == 0 else { throw LiveProcess.Failure(description: command.errors.tail) }
        return try Picture(png: file)
    }

    func run(_ arguments: [String]) async throws -> (code: Int32, output: String, errors: String) {
        let command = try LiveProcess(Appliance.binary, arguments + ["--control-socket", socket])
        let code = try await command.exitCode()
        return (code, command.lines.all.joined(separator: "\n"), command.errors.all.joined(separator: "\n"))
    }

    /// `POST` to the control API, as a technician's `curl` does it.
    func post(_ path: String, _ body: String = "") async throws {
        let curl = try LiveProcess(
            "curl",
            ["-sS", "--fail", "--unix-socket", socket, "--data-binary", body, "http://tv/" + path]
        )
        guard try await curl.exitCode() == 0 else { throw LiveProcess.Failure(description: "\(path): \(curl.errors.tail)") }
    }

    func stop() async {
        await process.stop()
    }

    /// What a power cut looks like to the process.
    func cutPower() async {
        await process.stop(with: SIGKILL)
    }
}

extension Appliance {
    /// The sender's page as a browser on this machine opens it: from the line that the room server prints.
    func pageAddress() async throws -> String {
        try await process.firstLine { line in
            guard let range = line.range(of: "http://localhost:") else { return nil }
            return String(line[range.lowerBound...].prefix { $0 != " " })
        }
    }
}
