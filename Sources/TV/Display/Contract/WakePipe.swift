import Glibc
import Wire

/// Wakes a thread that waits in `poll`.
package final class WakePipe: Sendable {
    private let readEnd: CInt
    private let writeEnd: CInt

    package init() throws(SystemResourceError) {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw SystemResourceError(resource: "a pipe", code: errno) }
        readEnd = ends[0]
        writeEnd = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    package func wake() {
        var byte: UInt8 = 1
        _ = unsafe write(writeEnd, &byte, 1)
    }

    /// Returns when woken, when one of `descriptors` can be read or has news, or after `timeout`; `nil` waits for ever.
    package func wait(for descriptors: [CInt] = [], timeout: Duration? = nil) {
        // Rounded up, so that a wait for less than a millisecond is one.
        let milliseconds = timeout.map { CInt(clamping: ($0.nanoseconds + 999_999) / 1_000_000) } ?? -1
        var sources = ([readEnd] + descriptors).map { pollfd(fd: $0, events: Int16(POLLIN | POLLPRI), revents: 0) }
        unsafe poll(&sources, nfds_t(sources.count), milliseconds)
        var bytes: UInt64 = 0
        while unsafe read(readEnd, &bytes, 8) == 8 {}
    }
}
