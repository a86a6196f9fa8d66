import DequeModule
import STUN
package import Wire

/// A full ICE agent for one component (RFC 8445, trickled as in RFC 8838), without sockets and clocks.
///
/// Candidates, datagrams and the time come in; after each call the owner drains `pollOutput()` until it is `nil` and arms
/// a timer for `nextDeadline`. `local` is always the address of the socket, not what a translator makes of it.
package struct ICEAgent: Sendable {
    let configuration: Configuration
    var tieBreaker: UInt64
    package internal(set) var role: Role
    package internal(set) var state = State.new
    package internal(set) var statistics = Statistics()
    /// When something of the peer's last proved to be: a check, an answer, or media by `note(authenticatedMediaAt:)`.
    package internal(set) var lastAuthenticated: MonotonicTime?

    var generator: TransactionGenerator
    var outputs = Deque<Output>()
    var localCandidates: [ICECandidate] = []
    /// The current check list, and after a restart the one before it until the current one has a selected pair.
    var lists: [CheckList]
    /// Paths of the list given up last: packets may still be on their way there.
    var lingering: Set<AddressPair> = []
    var nextPairID = 0

    /// The newest time heard of.
    var latest = MonotonicTime.zero
    var lastCheckAt: MonotonicTime?
    /// Whether looking for a check to send is worthwhile.
    var mayHaveChecks = false
    var consentPath: AddressPair?
    var nextConsentAt: MonotonicTime?
    var lastConsentAt: MonotonicTime?
    var isConsentLost = false

    /// `tieBreaker` must be random (RFC 8445 §5.2); `seed` makes transaction IDs and jitter.
    package init(
        role: Role,
        localCredentials: ICECredentials,
        tieBreaker: UInt64,
        configuration: Configuration = Configuration(),
        seed: UInt64
    ) {
        self.role = role
        self.tieBreaker = tieBreaker
        self.configuration = configuration
        generator = TransactionGenerator(seed: seed)
        lists = [CheckList(localCredentials: localCredentials)]
    }

    package var localCredentials: ICECredentials { lists[0].localCredentials }
    package var remoteCredentials: ICECredentials? { lists[0].remoteCredentials }

    /// The nominated pair; after a restart the old one until the new one is nominated.
    package var selectedPair: CandidatePair? {
        for list in lists {
            if let index = list.selectedIndex { return list.pairs[index] }
        }
        return nil
    }

    /// The pair to send on: the nominated one, before that the best valid one (RFC 8445 §12.1). `nil`: do not send.
    package var sendingPair: CandidatePair? {
        active.map { lists[$0.list].pairs[$0.pair] }
    }

    /// The addresses of `sendingPair`.
    package var path: AddressPair? {
        active.map { lists[$0.list].pairs[$0.pair].addresses }
    }

    /// The smoothed round-trip time of `sendingPair`.
    package var roundTripTime: Duration? {
        active.flatMap { lists[$0.list].pairs[$0.pair].roundTripTime }
    }

    /// Whether the peer has said that no more candidates follow; for diagnosis, nothing waits for it.
    package var hasAllRemoteCandidates: Bool { lists[0].hasAllRemoteCandidates }

    /// All pairs of the current check list, best first.
    package var pairs: [CandidatePair] { lists[0].pairs }

    /// Whether an authenticated check or answer came from `remote` to `local`: DTLS and media from there are accepted, also
    /// before a pair is nominated.
    package func isValidated(local: TransportAddress, remote: TransportAddress) -> Bool {
        let addresses = AddressPair(local: local, remote: remote)
        return lists.contains { $0.validated.contains(addresses) } || lingering.contains(addresses)
    }

    /// The next thing to do, oldest first; drain until `nil` after every call.
    package mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    /// Something the peer sent was decrypted and authenticated: it is alive.
    package mutating func note(authenticatedMediaAt now: MonotonicTime) {
        heard(now)
        if state == .disconnected { settle(now) }
    }

    var active: (list: Int, pair: Int)? {
        for list in lists.indices {
            if let pair = lists[list].selectedIndex { return (list, pair) }
        }
        for list in lists.indices {
            if let pair = lists[list].bestValidIndex { return (list, pair) }
        }
        return nil
    }

    mutating func heard(_ now: MonotonicTime) {
        latest = max(latest, now)
        lastAuthenticated = max(lastAuthenticated ?? now, now)
    }

    mutating func emit(_ event: Event) {
        outputs.append(.event(event))
    }

    mutating func transmit(_ bytes: [UInt8], on addresses: AddressPair) {
        outputs.append(.transmit(bytes: bytes, local: addresses.local, remote: addresses.remote))
    }
}

extension ICEAgent {
    /// How many things are kept besides the pairs: checks under way, paths, candidates, waiting output. For tests of endurance.
    package var bookkeepingCount: Int {
        lists.reduce(outputs.count + lingering.count + localCandidates.count) { sum, list in
            sum + list.transactions.count + list.validated.count + list.triggered.count + list.earlyChecks.count
                + list.remoteCandidates.count + list.hiddenCandidates.count + list.names.count
        }
    }
}
