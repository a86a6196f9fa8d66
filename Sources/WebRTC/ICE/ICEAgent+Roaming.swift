package import Wire

// Addresses of this machine that come and go while the agent runs.
extension ICEAgent {
    /// The address of a socket is gone for now: its pairs fail, and others are used, if there are any. While there is none the
    /// agent is `checking`, with its whole patience.
    package mutating func localAddressVanished(_ address: TransportAddress, now: MonotonicTime) {
        latest = max(latest, now)
        for list in lists.indices {
            let ids = lists[list].pairs.filter { $0.addresses.local == address && $0.state != .failed }.map(\.id)
            for id in ids { fail(pair: id, list: list) }
        }
        if active == nil, lists[0].checkingSince != nil { lists[0].checkingSince = now }
        settle(now)
    }

    /// The address is back, and its socket still there: its pairs are checked again, the ones last used first.
    package mutating func localAddressReturned(_ address: TransportAddress, now: MonotonicTime) {
        latest = max(latest, now)
        let indices = lists[0].pairs.indices.filter {
            lists[0].pairs[$0].addresses.local == address && lists[0].pairs[$0].state == .failed
        }
        let byUse = indices.sorted {
            (lists[0].pairs[$0].lastResponse ?? .zero) > (lists[0].pairs[$1].lastResponse ?? .zero)
        }
        for index in byUse { lists[0].trigger(index) }
        mayHaveChecks = mayHaveChecks || !byUse.isEmpty
        settle(now)
    }

    /// The socket is closed: its candidates and pairs are forgotten.
    package mutating func removeLocalAddress(_ address: TransportAddress, now: MonotonicTime) {
        localAddressVanished(address, now: now)
        localCandidates.removeAll { $0.transportAddress == address || $0.relatedAddress == address }
        for list in lists.indices {
            lists[list].removePairs { $0.addresses.local == address }
            lists[list].validated = lists[list].validated.filter { $0.local != address }
        }
        lingering = lingering.filter { $0.local != address }
        settle(now)
    }
}
