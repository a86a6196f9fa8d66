import STUN
import Wire

/// A check of ours that may still be answered.
struct CheckTransaction: Sendable {
    enum Purpose: Sendable {
        case check
        /// Carries USE-CANDIDATE on a pair that has succeeded (RFC 8445 §8.1.1).
        case nomination
        /// RFC 7675: sent once, never again.
        case consent
    }

    let id: STUNTransactionID
    let pair: CandidatePair.ID
    let addresses: AddressPair
    let purpose: Purpose
    /// Our role when it was sent: an answer 487 speaks about that one.
    let role: ICEAgent.Role
    let bytes: [UInt8]
    let sentAt: MonotonicTime
    var transmissions = 1
    var timeout: Duration
    /// When it is sent again or given up; `nil`: it only waits for a late answer.
    var nextAt: MonotonicTime?
}
