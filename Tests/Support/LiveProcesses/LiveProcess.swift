import Foundation
import Glibc
import Synchronization

/// A program started by a test: its output line by line, and its end guaranteed.
package final class LiveProcess: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) {
            self.description = description
        }
    }

    package let lines: LineBuffer
    package let errors: LineBuffer
    package let processIdentifier: Int32
    private let name: String
    private let input: Int32
    /// The exit code, once the program has ended; a signal counts as 128 and its number, as in a shell.
    private let exitStatus = ExitStatus()

    /// - Parameters:
    ///   - executable: a path, or a name to be found on the PATH.
    ///   - namespace: the network it runs in; this process's own when `nil`.
    package init(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        in namespace: NetworkNamespace? = nil
    ) throws {
        // Foundation's Process and FileHandle were seen to crash when programs end in quick succession.
        name = executable
        let (input, output, error) = (try LiveProcess.makePipe(), try LiveProcess.makePipe(), try LiveProcess.makePipe())
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input.reading, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, error.writing, 2)
        // The sockets of other tests are nobody's business: a child that keeps a listening one open holds its port.
        for descriptor in 3..<min(1024, Int32(clamping: sysconf(Int32(_SC_OPEN_MAX)))) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Dispatch blocks signals on its threads, and a child would inherit that.
        var noSignals = sigset_t()
        sigemptyset(&noSignals)
        posix_spawnattr_setsigmask(&attributes, &noSignals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let command = (namespace?.prefix ?? []) + [executable] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var identifier: pid_t = 0
        let status = posix_spawnp(&identifier, command[0], &actions, &attributes, &words, &settings)
        for descriptor in [input.reading, output.writing, error.writing] { close(descriptor) }
        self.input = input.writing
        processIdentifier = identifier
        lines = LineBuffer(reading: output.reading)
        errors = LineBuffer(reading: error.reading)
        guard status == 0 else {
            close(input.writing)
            throw Failure(description: "\(executable) did not start: \(String(cString: strerror(status)))")
        }
        Thread.detachNewThread { [exitStatus, lines, identifier] in
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            exitStatus.set(signal == 0 ? status >> 8 & 0xFF : 128 + signal)
            lines.programEnded()
        }
    }

    /// A test that fails leaves nothing running, children included.
    deinit {
        close(input)
        if isRunning { kill(-processIdentifier, SIGKILL) }
    }

    private static func makePipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { throw Failure(description: "no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    package var isRunning: Bool { exitStatus.value == nil }

    /// What it has used of the processor, all threads together: fields 14 and 15 of /proc/PID/stat, in ticks.
    package var cpuTime: Duration {
        get throws {
            let text = try String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
            let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
            guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
                throw Failure(description: "\(name) has no times")
            }
            return .seconds(1) * (user + system) / sysconf(Int32(_SC_CLK_TCK))
        }
    }

    package func send(line: String) {
        let text = line + "\n"
        _ = write(input, text, text.utf8.count)
    }

    /// The first line of the standard output for which `match` gives a value.
    package func firstLine<Value: Sendable>(
        within limit: Duration = .seconds(20),
        _ match: @Sendable @escaping (String) -> Value?
    ) async throws -> Value {
        guard let value = await lines.first(within: limit, match) else {
            throw Failure(
                description: """
                    \(name) did not say what was waited for within \(limit).
                    stdout: \(lines.tail)
                    stderr: \(errors.tail)
                    """
            )
        }
        return value
    }

    /// Sends a signal; `SIGKILL` is what a power cut looks like.
    package func signal(_ number: Int32) {
        if isRunning { kill(processIdentifier, number) }
    }

    /// Sends a signal to the program and to all that it has started, and they.
    package func signalFamily(_ number: Int32, includingItself: Bool = true) {
        let family = LiveProcess.descendants(of: processIdentifier)
        for member in (includingItself ? [processIdentifier] : []) + family { kill(member, number) }
    }

    /// From /proc: field 4 of `stat`, behind a name that may hold anything but a last parenthesis.
    private static func descendants(of ancestor: Int32) -> [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        let parents = all.compactMap { process -> (child: Int32, parent: Int32)? in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let rest = text.lastIndex(of: ")").map({ text[text.index(after: $0)...] }),
                let parent = rest.split(separator: " ").dropFirst().first.flatMap({ Int32($0) })
            else { return nil }
            return (process, parent)
        }
        var family: [Int32] = []
        var generation = [ancestor]
        while !generation.isEmpty {
            generation = parents.filter { generation.contains($0.parent) }.map(\.child)
            family += generation
        }
        return family
    }

    /// Ends the program, by force if it does not go by itself, and gives its exit code.
    @discardableResult
    package func stop(with number: Int32 = SIGTERM, within limit: Duration = .seconds(10)) async -> Int32 {
        signal(number)
        if await !lines.ended(within: limit) {
            kill(-processIdentifier, SIGKILL)
            _ = await lines.ended(within: limit)
        }
        return exitStatus.value ?? -1
    }

    /// Waits for the program to end by itself and gives its exit code.
    package func exitCode(within limit: Duration = .seconds(20)) async throws -> Int32 {
        guard await lines.ended(within: limit, allOutput: true), await errors.closed(within: limit) else {
            throw Failure(description: "\(name) is still running after \(limit)")
        }
        return exitStatus.value ?? -1
    }
}

/// Set once, by the thread that waits for the program.
private final class ExitStatus: Sendable {
    private let state = Mutex<Int32?>(nil)

    var value: Int32? { state.withLock { $0 } }

    func set(_ value: Int32) { state.withLock { $0 = value } }
}
