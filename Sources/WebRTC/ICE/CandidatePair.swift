import STUN
import Wire

/// A local and a remote candidate, and what checks between them have shown (RFC 8445 §6.1.2).
package struct CandidatePair: Hashable, Sendable, Identifiable {
    /// RFC 8445 §6.1.2.6.
    package enum State: Sendable {
        case frozen
        case waiting
        case inProgress
        case succeeded
        case failed
    }

    /// How the controlling peer asked for this pair, if it did.
    enum Nomination: Sendable {
        case none
        /// USE-CANDIDATE came with the first check ever seen on the pair: aggressive nomination (RFC 5245 §8.1.1.2).
        case atFirstContact
        /// USE-CANDIDATE came on a pair that had been checked before.
        case deliberate
    }

    package let id: Int
    /// After a check showed an address translator in between: the peer-reflexive candidate that it revealed.
    package internal(set) var local: ICECandidate
    package internal(set) var remote: ICECandidate
    /// Where packets of this pair leave from and go to.
    package let addresses: AddressPair
    package internal(set) var priority: UInt64
    package internal(set) var state: State
    package internal(set) var isNominated = false
    /// Smoothed; `nil` before the first answer to a check that was sent once.
    package internal(set) var roundTripTime: Duration?

    let foundation: String
    /// The priority the pair was computed with; `local` may turn peer-reflexive later.
    let localPriority: UInt32
    let peerReflexivePriority: UInt32
    var lastSent: MonotonicTime?
    var lastResponse: MonotonicTime?
    var lastRequest: STUNTransactionID?
    /// When the peer last checked the pair.
    var lastRequestAt: MonotonicTime?
    var nomination = Nomination.none
    /// Grows with each USE-CANDIDATE of the agent's check list, so that the latest can be told.
    var nominationOrder = 0
    /// USE-CANDIDATE came before our own check succeeded (RFC 8445 §7.3.1.5).
    var isNominationPending = false

    init(id: Int, local: ICECandidate, remote: ICECandidate, addresses: AddressPair, role: ICEAgent.Role) {
        self.id = id
        self.local = local
        self.remote = remote
        self.addresses = addresses
        state = .frozen
        foundation = "\(local.foundation):\(remote.foundation)"
        localPriority = local.priority
        peerReflexivePriority = local.peerReflexivePriority
        priority = CandidatePair.priority(local: local.priority, remote: remote.priority, role: role)
    }

    /// RFC 8445 §6.1.2.3.
    static func priority(local: UInt32, remote: UInt32, role: ICEAgent.Role) -> UInt64 {
        let (controlling, controlled) = role == .controlling ? (local, remote) : (remote, local)
        let low = UInt64(min(controlling, controlled))
        let high = UInt64(max(controlling, controlled))
        return (low << 32) &+ (high << 1) &+ (controlling > controlled ? 1 : 0)
    }

    mutating func updatePriority(role: ICEAgent.Role) {
        priority = CandidatePair.priority(local: localPriority, remote: remote.priority, role: role)
    }

    /// When the peer last showed that it wants packets here: it answered, or checked by itself.
    var lastAlive: MonotonicTime? {
        guard let lastResponse else { return nil }
        return max(lastResponse, lastRequestAt ?? lastResponse)
    }

    /// RFC 6298 §2: a new sample weighs an eighth.
    mutating func sample(roundTripTime sample: Duration) {
        roundTripTime = roundTripTime.map { ($0 * 7 + sample) / 8 } ?? sample
    }
}
