import ICE
package import Wire

// Addresses of this machine that come and go while the connection lives.
extension PeerCore {
    /// A new socket's address: paths from it are tried, and the sender is told of it.
    package mutating func hostAddressAppeared(_ address: TransportAddress, now: MonotonicTime) {
        guard state != .ended else { return }
        let count = localCandidates.count
        addHostAddress(address)
        for var candidate in localCandidates[count...] {
            guard negotiated != nil || isOfferPending else { continue }
            ice.addLocalCandidate(candidate)
            candidate.usernameFragment = ice.localCredentials.usernameFragment
            let mid = negotiated?.transportMid ?? LocalOffer.videoMid
            events.append(.localCandidate(candidate.attributeValue, mid: mid))
        }
        process(now: now)
        handleTimeout(now: now)
    }

    /// The address is gone for now; its socket stays.
    package mutating func hostAddressVanished(_ address: TransportAddress, now: MonotonicTime) {
        guard state != .ended else { return }
        ice.localAddressVanished(address, now: now)
        process(now: now)
    }

    /// The address is back.
    package mutating func hostAddressReturned(_ address: TransportAddress, now: MonotonicTime) {
        guard state != .ended else { return }
        ice.localAddressReturned(address, now: now)
        process(now: now)
    }

    /// The socket is closed.
    package mutating func removeHostAddress(_ address: TransportAddress, now: MonotonicTime) {
        localCandidates.removeAll { $0.transportAddress == address }
        guard state != .ended else { return }
        gatherer.removeSocket(address, now: now)
        ice.removeLocalAddress(address, now: now)
        process(now: now)
    }
}
