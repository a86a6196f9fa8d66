import Dialects
import Wire

/// Candidates that came before the offer they belong to, kept per sender for a little while.
struct EarlyCandidates: Sendable {
    static let mostPerPeer = 64
    static let mostPeers = 8

    private struct Kept {
        var candidate: RemoteCandidate
        var usernameFragment: String?
        var until: MonotonicTime
    }

    private var kept: [PeerID?: [Kept]] = [:]
    /// Given up: too many, or too old.
    private(set) var dropped = 0

    var nextDeadline: MonotonicTime? {
        kept.values.compactMap { $0.first?.until }.min()
    }

    mutating func keep(_ candidate: RemoteCandidate, usernameFragment: String?, now: MonotonicTime) {
        let known = kept[candidate.peer]?.count ?? 0
        guard known < EarlyCandidates.mostPerPeer, known > 0 || kept.count < EarlyCandidates.mostPeers else {
            dropped += 1
            return
        }
        let entry = Kept(candidate: candidate, usernameFragment: usernameFragment, until: now + Wait.earlyCandidates.limit)
        kept[candidate.peer, default: []].append(entry)
    }

    /// Those of that sender that the offer is for, in the order they came; the others stay.
    mutating func take(for offer: RemoteOffer, text: OfferText) -> [RemoteCandidate] {
        let peer = offer.peer
        guard let all = kept[peer] else { return [] }
        func belongs(_ entry: Kept) -> Bool {
            if let fragment = entry.usernameFragment { return text.usernameFragments.contains(fragment) }
            guard let negotiation = entry.candidate.negotiationID, let wanted = offer.negotiationID else { return true }
            return negotiation == wanted
        }
        let rest = all.filter { !belongs($0) }
        kept[peer] = rest.isEmpty ? nil : rest
        return all.filter(belongs).map(\.candidate)
    }

    mutating func handleTimeout(now: MonotonicTime) {
        for (peer, entries) in kept {
            let rest = entries.filter { $0.until > now }
            dropped += entries.count - rest.count
            kept[peer] = rest.isEmpty ? nil : rest
        }
    }

    mutating func removeAll() {
        dropped += kept.values.reduce(0) { $0 + $1.count }
        kept = [:]
    }
}
