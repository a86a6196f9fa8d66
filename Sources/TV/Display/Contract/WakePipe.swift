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

    /// Returns when woken, when `descriptor` can be read, or after `timeout`; `nil` waits for ever.
    package func wait(for descriptor: CInt?, timeout: Duration? = nil) {
        let milliseconds = timeout.map { CInt(clamping: $0.nanoseconds / 1_000_000) } ?? -1
        unsafe withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { sources in
            unsafe sources.initializeElement(at: 0, to: pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0))
            // A negative descriptor is passed over.
            unsafe sources.initializeElement(at: 1, to: pollfd(fd: descriptor ?? -1, events: Int16(POLLIN), revents: 0))
            unsafe poll(sources.baseAddress, 2, milliseconds)
        }
        var bytes: UInt64 = 0
        while unsafe read(readEnd, &bytes, 8) == 8 {}
    }
}
