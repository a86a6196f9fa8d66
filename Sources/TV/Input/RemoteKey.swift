/// What somebody at the TV wants, by whatever key.
package enum RemoteKey: Sendable, Equatable {
    /// The status page, or away with it.
    case status
    /// Yes, to a sender that asks.
    case accept
    /// No, to a sender that asks.
    case refuse
    /// End what is projected.
    case stop
    /// Anything else: somebody is there.
    case other
}
