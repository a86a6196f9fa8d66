/// One receiver's share of a comparison: what was on its screen, and what it says of itself for the same time.
struct PresentedPictures: Sendable, CustomStringConvertible {
    var seen: ScreenWatch.Figures
    /// Frames per second that came in whole.
    var received: Double
    /// By the receiver's own statistics, `freezeCount`.
    var ownFreezes: Int
    /// By the receiver's own statistics; what was presented, or where it does not tell, decoded.
    var ownRate: Double

    /// - Parameter elapsed: between the two statuses.
    init(seen: ScreenWatch.Figures, session: Status.Session?, before: Status.Session?, elapsed: Duration) {
        func change(_ path: KeyPath<Status.Session, Int?>) -> Int {
            (session?[keyPath: path] ?? 0) - (before?[keyPath: path] ?? 0)
        }
        self.seen = seen
        received = Double(change(\.framesReceived)) / (elapsed / .seconds(1))
        ownFreezes = change(\.freezeCount)
        ownRate = Double(change(\.framesDisplayed)) / (elapsed / .seconds(1))
    }

    /// - Parameter elapsed: between the two sets of figures.
    init(seen: ScreenWatch.Figures, after: ReceiverBrowser.Figures, before: ReceiverBrowser.Figures, elapsed: Duration) {
        self.seen = seen
        received = Double(after.framesReceived - before.framesReceived) / (elapsed / .seconds(1))
        ownFreezes = after.freezeCount - before.freezeCount
        ownRate = Double(after.framesDecoded - before.framesDecoded) / (elapsed / .seconds(1))
    }

    var description: String {
        """
        \(seen.framesPerSecond) pictures/s on the screen, \(seen.freezes) freezes, the longest \(seen.longestFreeze), \
        longest still \(seen.longestGap); by its own account \(ownRate) of \(received) frames/s, \(ownFreezes) freezes
        """
    }
}
