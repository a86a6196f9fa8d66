import Foundation

/// Loads a room server, and measures what that costs it: `bench-room serve echo|room` and `bench-room load`.
///
/// Server and load are processes of their own; the figures are the server's (`/proc/PID`). Scripts/bench-room runs all of it.
@main struct BenchRoom {
    static func main() async {
        do {
            var arguments = Array(CommandLine.arguments.dropFirst())
            guard !arguments.isEmpty else { throw Usage() }
            allowManyConnections()
            switch arguments.removeFirst() {
            case "serve": try await Serving.run(arguments)
            case "load": try await Loading(arguments).run()
            default: throw Usage()
            }
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(error is Usage ? 64 : 1)
        }
    }

    /// As many as root may have; others what there is.
    private static func allowManyConnections() {
        var limit = rlimit(rlim_cur: 65_536, rlim_max: 65_536)
        if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 { return }
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

struct Usage: Error, CustomStringConvertible {
    var description: String {
        """
        usage: bench-room serve echo|room [--redis URL]
               bench-room load --server echo|room|stock --port N --pid N [--tls] [--tvs N] [--messages N] [--setups N]
        """
    }
}

/// What a process has used, from /proc (proc(5)).
struct ProcessUse {
    /// Seconds, user and system.
    var processorTime: Double
    /// KiB.
    var memory: Double

    init(of pid: Int) throws {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        // The name in parentheses may hold anything.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        processorTime = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
        let pages = try String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8).split(separator: " ")
        memory = Double(pages[1]).map { $0 * Double(getpagesize()) / 1024 } ?? 0
    }
}
