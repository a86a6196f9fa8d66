/// Why a projection ended, as both sides say it to each other.
package enum SessionEndReason: Hashable, Sendable {
    /// The sender pressed Stop or its track ended.
    case stopped
    /// Another sender took over.
    case replaced
    /// The TV's policy does not let this sender in.
    case refused
    /// Someone at the TV ended it.
    case endedByTV
    /// The TV restarts; the same sender may come back by itself.
    case tvRestart
    /// No media path, or none any more.
    case mediaLost
    /// The offer holds nothing that the TV can show.
    case unsupported
    /// A reason that only a later peer knows.
    case other(String)
}

extension SessionEndReason: RawRepresentable {
    /// All but `other`; see `Documentation/Causes.md`.
    package static let known: [SessionEndReason] = [
        .stopped, .replaced, .refused, .endedByTV, .tvRestart, .mediaLost, .unsupported,
    ]

    package init(rawValue: String) {
        self = Self.known.first { $0.rawValue == rawValue } ?? .other(rawValue)
    }

    package var rawValue: String {
        switch self {
        case .stopped: "stopped"
        case .replaced: "replaced"
        case .refused: "refused"
        case .endedByTV: "ended-by-tv"
        case .tvRestart: "tv-restart"
        case .mediaLost: "media-lost"
        case .unsupported: "unsupported"
        case .other(let text): text
        }
    }
}
