import Foundation
import Glibc
import LiveProcesses

/// Room servers as processes of their own, which share one Redis and one key and can be killed.
final class RoomNodes {
    private let redis: String
    private let key: String
    private let directory: TemporaryDirectory
    let ports: [Int]
    private var processes: [LiveProcess] = []

    init(_ count: Int, redis: String) async throws {
        self.redis = redis
        key = String(repeating: "5a", count: 32)
        directory = try TemporaryDirectory()
        ports = (0..<count).map { _ in UnusedPort.onLoopback() }
        for index in 0..<count { processes.append(try await start(index)) }
    }

    private func start(_ index: Int) async throws -> LiveProcess {
        guard let program = Self.program else { throw Missing("room-node beside the tests") }
        let state = directory.path + "/\(index)"
        let process = try LiveProcess(program, [state, "\(ports[index])", redis, key])
        _ = try await process.errors.firstLineContaining("room server listens")
        return process
    }

    /// `kill -9`.
    func kill(_ index: Int) async {
        await processes[index].stop(with: SIGKILL)
    }

    func restart(_ index: Int) async throws {
        processes[index] = try await start(index)
    }

    func stop() async {
        for process in processes { await process.stop(within: .seconds(30)) }
    }

    /// Beside the bundle that the tests are in.
    private static var program: String? {
        var directory = CommandLine.arguments.first { $0.contains(".xctest") }.map { URL(fileURLWithPath: $0) }
        while let candidate = directory, candidate.path != "/" {
            let program = candidate.appendingPathComponent("room-node").path
            if FileManager.default.isExecutableFile(atPath: program) { return program }
            directory = candidate.deletingLastPathComponent()
        }
        return nil
    }
}
