package import Wire

/// Which decoded pictures are shown: only the newest, while more frames are due, but one at least every 100 ms.
package struct PictureSkipping: Sendable {
    static let longest = Duration.milliseconds(100)
    private var lastShown = MonotonicTime.zero

    package init() {}

    /// - Parameter isLast: no other frame is due.
    package func shows(isLast: Bool, now: MonotonicTime) -> Bool {
        isLast || now - lastShown >= Self.longest
    }

    package mutating func shown(now: MonotonicTime) {
        lastShown = now
    }
}
