/// Every wait of the receiver, how long it may last, and what comes when it has lasted that long.
///
/// This is the whole table: nothing in this room waits for anything that is not in it.
package enum Wait: String, Sendable, CaseIterable {
    /// A registration was sent. Then: the connection is dropped and made again.
    case registrationReply
    /// The server refused a registration. Then: register again.
    case registrationRetry
    /// Another TV has our identity. Then: register again, hoping that it is gone.
    case replacedRetry
    /// A new session's answer is being made. Then: the session ends with `media-lost`.
    case answer
    /// Our own offer is being made. Then: the session ends with `media-lost`.
    case offer
    /// Our own offer is with the sender, where a person may be choosing what to share. Then: the session ends with `media-lost`.
    case remoteAnswer
    /// The answer to a further offer is being made. Then: the session goes on as it was.
    case renegotiation
    /// A new session has no picture yet. Then: it ends with `media-lost`.
    case firstFrame
    /// A projecting session is silent. Then: `interrupted`, the last frame dimmed.
    case interruption
    /// An interrupted session stays silent. Then: it ends with `media-lost`, back to the code.
    case loss
    /// Candidates came for an offer that did not. Then: they are dropped and counted.
    case earlyCandidates
    /// The screen says why a projection ended. Then: it says it no more.
    case notice
    /// The screen says that a projection has ended, beside the code. Then: the code alone.
    case ended
    /// Somebody waits to be let in, and somebody else presents. Then: it is told no.
    case decision
    /// Someone presents. Then: `TV_STATUS`, and again.
    case statusReport
    /// The code gets old, or its last sender may come back. Then: another code. The policy may wait longer.
    case codeRenewal

    /// The first such wait; those of `registrationRetry` and `replacedRetry` double up to `longest`.
    package var limit: Duration {
        switch self {
        case .registrationReply: .seconds(10)
        case .registrationRetry: .seconds(5)
        case .replacedRetry: .seconds(60)
        case .answer: .seconds(5)
        case .offer: .seconds(5)
        case .remoteAnswer: .seconds(60)
        case .renegotiation: .seconds(5)
        case .firstFrame: .seconds(20)
        case .interruption: .seconds(3)
        case .loss: .seconds(15)
        case .earlyCandidates: .seconds(10)
        case .notice: .seconds(8)
        case .ended: .seconds(4)
        // The room server waits for 30 s: our word comes first.
        case .decision: .seconds(25)
        case .statusReport: .seconds(2)
        case .codeRenewal: .seconds(60)
        }
    }

    /// What doubling stops at.
    package var longest: Duration {
        switch self {
        case .registrationRetry: .seconds(60)
        case .replacedRetry: .seconds(600)
        default: limit
        }
    }

    /// The limit of the wait that follows `count` of its kind in a row.
    package func limit(after count: Int) -> Duration {
        min(limit * (1 << min(max(count, 0), 10)), longest)
    }
}
