// An optimized build of this room takes the system's `stat` to be a part of CoreFoundation, which also includes it.
import CoreFoundation
import Glibc
import NIOCore

/// Looks from time to time whether small local files have been replaced, as renewals do. On the event loop only.
final class FileWatch {
    /// What tells one state of a file from another.
    private struct Stamp: Equatable {
        var inode: UInt64
        var size: Int64
        var seconds: Int64
        var nanoseconds: Int64

        /// `nil` if there is no such file. Links are followed: some tools renew by moving a link.
        init?(path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            seconds = Int64(status.st_mtim.tv_sec)
            nanoseconds = Int64(status.st_mtim.tv_nsec)
        }
    }

    private let paths: [String]
    private let changed: () -> Void
    private var seen: [Stamp?]
    private var task: RepeatedTask?

    /// - Parameter changed: called once for each state that the files are found in, however half-written it is.
    init(paths: [String], changed: @escaping () -> Void) {
        self.paths = paths
        self.changed = changed
        seen = paths.map { Stamp(path: $0) }
    }

    func start(on eventLoop: any EventLoop, every interval: Duration) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let pause = TimeAmount(interval)
        task = eventLoop.scheduleRepeatedTask(initialDelay: pause, delay: pause) { _ in bound.value.look() }
    }

    func stop() {
        task?.cancel()
        task = nil
    }

    private func look() {
        let stamps = paths.map { Stamp(path: $0) }
        guard stamps != seen else { return }
        seen = stamps
        changed()
    }
}
