package import Wire

extension ICEAgent {
    package enum Role: Sendable {
        case controlling
        case controlled

        var opposite: Role { self == .controlling ? .controlled : .controlling }
    }

    package enum State: Sendable {
        /// No credentials of the peer yet.
        case new
        /// No pair works yet.
        case checking
        /// `path` works and the peer is heard.
        case connected
        /// `path` had worked, but nothing authenticated was heard for `disconnectTimeout`.
        case disconnected
        /// No pair worked in time, or consent to send is gone. A check of the peer, or a restart, can still revive it.
        case failed
    }

    package enum Event: Sendable, Equatable {
        case stateChanged(State)
        /// A pair was nominated: first, or instead of another.
        case selectedPairChanged(CandidatePair)
        /// The first authenticated check or answer came on this path: media and DTLS from there are the peer's.
        case validated(local: TransportAddress, remote: TransportAddress)
        /// A relayed candidate of ours was paired: its TURN server has to let the peer's address through.
        case pairedThroughRelay(relayed: TransportAddress, peer: IPAddress)
        /// A role conflict made us take the other role (RFC 8445 §7.3.1.1).
        case roleChanged(Role)
        /// A candidate hides behind an mDNS name: answer with `resolved(name:to:now:)`, or never.
        case resolve(name: String)
    }

    package enum Output: Sendable, Equatable {
        case transmit(bytes: [UInt8], local: TransportAddress, remote: TransportAddress)
        case event(Event)
    }

    /// Why something received was left aside. Nothing here ends a session.
    package enum DropReason: Sendable, CaseIterable {
        /// Not a STUN message, or one whose FINGERPRINT is wrong.
        case malformed
        /// Indications, and methods other than Binding.
        case unsupported
        /// A request without USERNAME, MESSAGE-INTEGRITY or FINGERPRINT, or an answer without MESSAGE-INTEGRITY.
        case unauthenticated
        case unknownUsername
        case wrongIntegrity
        case unknownTransaction
        /// The answer did not come from where the check went (RFC 8445 §7.2.5.2.1).
        case asymmetricResponse
        /// From an address nobody may be answered at.
        case unusableSource
        case tooManyEarlyChecks
        case tooManyPairs
        /// Another component than 1, or TCP.
        case ignoredCandidate
        /// Of another generation than the current one.
        case staleCandidate
        /// Multicast, broadcast, unspecified, IPv4 inside IPv6, or port 0.
        case unusableCandidate
        case tooManyCandidates
        case tooManyNames
    }

    /// Running totals; names as in W3C webrtc-stats where it has them.
    package struct Statistics: Sendable {
        package internal(set) var requestsReceived: UInt64 = 0
        package internal(set) var responsesSent: UInt64 = 0
        package internal(set) var requestsSent: UInt64 = 0
        package internal(set) var responsesReceived: UInt64 = 0
        package internal(set) var consentRequestsSent: UInt64 = 0
        private var drops: [DropReason: UInt64] = [:]

        /// How often something was dropped for `reason`.
        package func dropped(_ reason: DropReason) -> UInt64 { drops[reason] ?? 0 }

        mutating func drop(_ reason: DropReason) { drops[reason, default: 0] += 1 }
    }
}
