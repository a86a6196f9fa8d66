import Foundation
import Glibc
import Receiver
import SeededRandom
import Testing
import Wire

/// What SIGKILL can do to the state file: nothing.
@Suite(.timeLimit(.minutes(5))) struct PowerCutTests {
    private static let kills = 1000

    @Test func aThousandKillsWhileWritingNeitherLoseNorDamageTheState() throws {
        let scratch = try TemporaryDirectory()
        let directory = scratch.path + "/state"
        let writer = try #require(PowerCutTests.writer, "state-writer was not built beside the tests")
        var random = SeededGenerator(seed: 42)
        var written = 0
        for kill in 1...PowerCutTests.kills {
            let pause = UInt32.random(in: 0...3000, using: &random)
            let promised = try PowerCutTests.run(writer, directory, killedAfterMicroseconds: pause)
            let store = try StateStore(directory: directory, hardware: HardwareIdentity(boardSerial: "box"))
            #expect(store.warnings.isEmpty, "kill \(kill)")
            let number = try #require(store.state.code.flatMap { Int($0) }, "kill \(kill)")
            // One more may have reached the disk before it could be said.
            try #require(number == promised || number == promised + 1, "kill \(kill): \(promised) was safe, \(number) is there")
            #expect(store.state.token?.exposed == "\(number)")
            #expect(store.state.pinnedCertificates.count == number % 97)
            #expect(store.state.pinnedCertificates.values.allSatisfy { $0 == "sha256:\(number)" })
            written = number
        }
        #expect(written >= PowerCutTests.kills)
    }

    /// Starts the writer, lets it write once, and kills it at some moment after that; the last number it called safe.
    private static func run(_ program: String, _ directory: String, killedAfterMicroseconds pause: UInt32) throws -> Int {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(directory), nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let status = posix_spawn(&child, program, &actions, nil, &words, environ)
        close(ends[1])
        defer { close(ends[0]) }
        try #require(status == 0)
        var said: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while !said.contains(0x0A) {
            let count = read(ends[0], &block, block.count)
            try #require(count > 0, "the writer ended by itself")
            said += block.prefix(count)
        }
        // The moment is what is being tested; nothing is waited for.
        let moment = timespec(tv_sec: 0, tv_nsec: Int(pause) * 1000)
        withUnsafePointer(to: moment) { _ = nanosleep($0, nil) }
        Glibc.kill(child, SIGKILL)
        var exit: Int32 = 0
        while waitpid(child, &exit, 0) < 0, errno == EINTR {}
        while case let count = read(ends[0], &block, block.count), count > 0 { said += block.prefix(count) }
        let lines = String(decoding: said, as: UTF8.self).split(separator: "\n")
        return try #require(lines.last.flatMap { Int($0) })
    }

    /// Beside the bundle that this test is in.
    private static var writer: String? {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") }.map { URL(fileURLWithPath: $0) }
        var directory = bundle
        while let candidate = directory, candidate.path != "/" {
            let program = candidate.appendingPathComponent("state-writer").path
            if FileManager.default.isExecutableFile(atPath: program) { return program }
            directory = candidate.deletingLastPathComponent()
        }
        return nil
    }
}
