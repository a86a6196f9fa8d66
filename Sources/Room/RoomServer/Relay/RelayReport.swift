import STUN
import TURN

/// How one way to the TURN server did in its last test.
struct RelayReport: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        /// It gave us an allocation; seconds from the first packet, or the first attempt to connect, on.
        case works(after: Duration)
        /// It would, with the secret before the one that credentials are made with.
        case knowsOnlyTheOldSecret
        case unresolved
        case failed(TURNFailure)
    }

    var url: String
    var outcome: Outcome

    var works: Bool {
        if case .works = outcome { true } else { false }
    }

    /// In the words of Documentation/TURN.md; `nil` if it works.
    var reason: String? {
        switch outcome {
        case .works: nil
        case .knowsOnlyTheOldSecret: "knowsOnlyTheOldSecret"
        case .unresolved: "unresolved"
        case .failed(.refused(let error)): "refused \(error.code)"
        case .failed(let failure): "\(failure)"
        }
    }
}
