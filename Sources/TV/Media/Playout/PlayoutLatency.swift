/// How much delay may be spent on an even picture where packets are lost. Without losses it makes no difference.
package enum PlayoutLatency: String, Sendable, Equatable, CaseIterable {
    /// Every frame at once, in bursts after each repair.
    case lowest
    case balanced
    case smooth

    /// The most that losses may add.
    package var longestDelay: Duration {
        switch self {
        case .lowest: .zero
        case .balanced: .milliseconds(350)
        case .smooth: .milliseconds(600)
        }
    }
}
