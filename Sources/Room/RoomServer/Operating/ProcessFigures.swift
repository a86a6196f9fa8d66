import FoundationEssentials
import Glibc

/// What this process takes from the machine, by the names that Prometheus' own clients use.
enum ProcessFigures {
    static func add(to text: inout PrometheusText, started: Date) {
        var usage = rusage()
        if unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
            let time = seconds(usage.ru_utime) + seconds(usage.ru_stime)
            text.add("process_cpu_seconds_total", .counter, "Processor time, user and system.", [([], time)])
        }
        if let pages = residentPages() {
            let bytes = pages * Int(getpagesize())
            text.add("process_resident_memory_bytes", .gauge, "Memory in use.", bytes)
        }
        text.add(
            "process_start_time_seconds",
            .gauge,
            "When the room server started, in seconds since 1970.",
            [([], started.timeIntervalSince1970)]
        )
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    /// The second number of `/proc/self/statm`; proc(5).
    private static func residentPages() -> Int? {
        let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = Glibc.close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count > 0 else { return nil }
        let numbers = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return numbers.count > 1 ? Int(numbers[1]) : nil
    }
}
