import STUN
import Wire

/// One generation of checks: what belongs to one pair of credentials and is replaced as a whole by an ICE restart.
struct CheckList: Sendable {
    let localCredentials: ICECredentials
    let localKey: STUNIntegrityKey
    private(set) var remoteCredentials: ICECredentials?
    private(set) var remoteKey: STUNIntegrityKey?

    /// Candidates with an address, trickled, resolved or discovered.
    var remoteCandidates: [ICECandidate] = []
    /// Candidates whose mDNS name has no address yet.
    var hiddenCandidates: [ICECandidate] = []
    /// Every mDNS name seen, with its address once known.
    var names: [String: IPAddress?] = [:]
    var hasAllRemoteCandidates = false

    /// Highest priority first.
    var pairs: [CandidatePair] = []
    /// RFC 8445 §6.1.4.1: first in, first out.
    var triggered: [CandidatePair.ID] = []
    var transactions: [CheckTransaction] = []
    /// Checks that came before the peer's credentials did.
    var earlyChecks: [ReceivedCheck] = []
    /// Paths on which an authenticated check or answer came.
    var validated: Set<AddressPair> = []
    var selectedID: CandidatePair.ID?
    var nominationCount = 0
    /// When checks could first be sent.
    var checkingSince: MonotonicTime?
    var firstValidAt: MonotonicTime?

    init(localCredentials: ICECredentials) {
        self.localCredentials = localCredentials
        localKey = localCredentials.integrityKey
    }

    mutating func setRemoteCredentials(_ credentials: ICECredentials) {
        remoteCredentials = credentials
        remoteKey = credentials.integrityKey
    }

    func index(of id: CandidatePair.ID?) -> Int? {
        guard let id else { return nil }
        return pairs.firstIndex { $0.id == id }
    }

    func index(at addresses: AddressPair) -> Int? {
        pairs.firstIndex { $0.addresses == addresses }
    }

    var selectedIndex: Int? { index(of: selectedID) }

    /// The best pair whose check was answered, nominated or not.
    var bestValidIndex: Int? { pairs.firstIndex { $0.state == .succeeded } }

    mutating func sort() {
        pairs.sort { ($0.priority, $1.id) > ($1.priority, $0.id) }
    }
}

// What to check next (RFC 8445 §6.1.4.2).
extension CheckList {
    /// The pair whose turn it is: triggered ones first, then waiting ones that could still beat the selected pair, and when
    /// none waits, frozen ones of foundations that are idle.
    mutating func nextToCheck() -> Int? {
        while !triggered.isEmpty {
            if let index = index(of: triggered.removeFirst()), pairs[index].state == .waiting { return index }
        }
        let floor = selectedIndex.map { pairs[$0].priority } ?? 0
        func waiting() -> Int? { pairs.firstIndex { $0.state == .waiting && $0.priority > floor } }
        if let index = waiting() { return index }
        var busy = Set(pairs.filter { $0.state == .waiting || $0.state == .inProgress }.map(\.foundation))
        for index in pairs.indices where pairs[index].state == .frozen {
            if busy.insert(pairs[index].foundation).inserted { pairs[index].state = .waiting }
        }
        return waiting()
    }

    mutating func trigger(_ index: Int) {
        pairs[index].state = .waiting
        if !triggered.contains(pairs[index].id) { triggered.append(pairs[index].id) }
    }

    /// RFC 8445 §7.2.5.3.3.
    mutating func unfreeze(foundation: String) {
        for index in pairs.indices where pairs[index].state == .frozen && pairs[index].foundation == foundation {
            pairs[index].state = .waiting
        }
    }

    /// RFC 8838 §12: a new pair waits unless another of its foundation is still being tried.
    func initialState(foundation: String) -> CandidatePair.State {
        let kin = pairs.filter { $0.foundation == foundation }
        if kin.contains(where: { $0.state == .succeeded }) { return .waiting }
        return kin.contains { $0.state == .waiting || $0.state == .inProgress } ? .frozen : .waiting
    }

    /// The pair's checks are not repeated any more; a late answer still counts.
    mutating func stopRetransmissions(of id: CandidatePair.ID) {
        for index in transactions.indices where transactions[index].pair == id && transactions[index].purpose == .check {
            transactions[index].nextAt = nil
        }
    }

    /// Whether nothing is lost with the pair: it failed, or its last answer is older than `age`.
    func isIdle(_ pair: CandidatePair, now: MonotonicTime, age: Duration) -> Bool {
        guard pair.id != selectedID else { return false }
        switch pair.state {
        case .failed: return true
        case .frozen, .waiting, .inProgress: return false
        case .succeeded: return pair.lastAlive.map { now - $0 >= age } ?? true
        }
    }

    mutating func removePairs(where shouldRemove: (CandidatePair) -> Bool) {
        let unwanted = pairs.filter(shouldRemove)
        let removed = Set(unwanted.map(\.id))
        guard !removed.isEmpty else { return }
        pairs.removeAll { removed.contains($0.id) }
        validated.subtract(unwanted.map(\.addresses))
        triggered.removeAll { removed.contains($0) }
        transactions.removeAll { removed.contains($0.pair) }
        if let selectedID, removed.contains(selectedID) { self.selectedID = nil }
    }
}
