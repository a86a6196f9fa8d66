package import Wire

extension ICEAgent {
    /// Pairs a candidate with all remote ones. Its address must be that of a socket, except for server-reflexive ones, which
    /// are only advertised: their base makes the same pairs (RFC 8445 §6.1.2.4).
    package mutating func addLocalCandidate(_ candidate: ICECandidate) {
        guard candidate.component == 1, candidate.transport == .udp, let address = candidate.transportAddress else {
            return statistics.drop(.ignoredCandidate)
        }
        guard !localCandidates.contains(where: { $0.transportAddress == address }) else { return }
        guard localCandidates.count < configuration.maximumLocalCandidates else { return statistics.drop(.tooManyCandidates) }
        localCandidates.append(candidate)
        for remote in lists[0].remoteCandidates { addPair(candidate, remote) }
    }

    /// The relay that gave the address is gone: so are its pairs.
    package mutating func removeLocalCandidate(at address: TransportAddress, now: MonotonicTime) {
        latest = max(latest, now)
        guard localCandidates.contains(where: { $0.transportAddress == address }) else { return }
        localCandidates.removeAll { $0.transportAddress == address }
        for list in lists.indices { lists[list].removePairs { $0.addresses.local == address } }
        settle(now)
    }

    /// The peer's credentials of the current generation; checks start once a pair exists.
    ///
    /// Candidates of another generation are forgotten, and checks that came early are taken up.
    package mutating func setRemoteCredentials(_ credentials: ICECredentials) {
        guard lists[0].remoteCredentials != credentials else { return }
        lists[0].setRemoteCredentials(credentials)
        let isStale = { (candidate: ICECandidate) in
            candidate.usernameFragment.map { $0 != credentials.usernameFragment } ?? false
        }
        lists[0].remoteCandidates.removeAll(where: isStale)
        lists[0].hiddenCandidates.removeAll(where: isStale)
        lists[0].removePairs { isStale($0.remote) }
        let early = lists[0].earlyChecks
        lists[0].earlyChecks = []
        for check in early where check.remoteFragment == credentials.usernameFragment {
            takeUp(check)
        }
        mayHaveChecks = true
    }

    /// A trickled candidate. TCP and component 2 are passed over, a known address is not paired twice, and a peer-reflexive
    /// candidate of the same address is replaced in place.
    package mutating func addRemoteCandidate(_ candidate: ICECandidate, now: MonotonicTime) {
        latest = max(latest, now)
        guard candidate.component == 1, candidate.transport == .udp else { return statistics.drop(.ignoredCandidate) }
        if let fragment = candidate.usernameFragment, let remote = remoteCredentials, fragment != remote.usernameFragment {
            return statistics.drop(.staleCandidate)
        }
        switch candidate.address {
        case .ip: insertRemote(candidate)
        case .mdns(let name, let port): insertHidden(candidate, name: name, port: port)
        }
        settle(now)
    }

    /// A candidate as signalling carries it: `candidate:…`, or empty for the end of candidates.
    package mutating func addRemoteCandidate(parsing line: String, now: MonotonicTime) throws(ICECandidateError) {
        let candidate: ICECandidate
        do {
            candidate = try ICECandidate(parsing: line)
        } catch ICECandidateError.endOfCandidates {
            return endOfRemoteCandidates()
        }
        addRemoteCandidate(candidate, now: now)
    }

    /// No more candidates of this generation will be trickled. Checks go on: peer-reflexive ones may still appear (RFC 8863).
    package mutating func endOfRemoteCandidates() {
        lists[0].hasAllRemoteCandidates = true
    }

    /// The address behind a name of `Event.resolve`.
    package mutating func resolved(name: String, to ip: IPAddress, now: MonotonicTime) {
        latest = max(latest, now)
        let name = name.lowercased()
        guard lists[0].names[name] != nil else { return }
        lists[0].names[name] = .some(ip)
        let candidates = lists[0].hiddenCandidates
        lists[0].hiddenCandidates = []
        for var candidate in candidates {
            guard case .mdns(name, let port) = candidate.address else {
                lists[0].hiddenCandidates.append(candidate)
                continue
            }
            candidate.address = .ip(TransportAddress(ip, port))
            insertRemote(candidate)
        }
        settle(now)
    }

    /// Starts a new generation with new local credentials (RFC 8445 §9). The pair in use stays until one of the new
    /// generation is nominated; `setRemoteCredentials` and the peer's candidates follow.
    package mutating func restart(localCredentials: ICECredentials) {
        var kept: CheckList? = lists.count > 1 ? lists[1] : nil
        if lists[0].selectedIndex ?? lists[0].bestValidIndex != nil {
            if let kept { lingering = kept.validated }
            kept = lists[0]
        }
        kept?.triggered = []
        kept?.transactions.removeAll { $0.purpose != .consent }
        lists = [CheckList(localCredentials: localCredentials)]
        if let kept { lists.append(kept) }
        isConsentLost = false
        mayHaveChecks = false
        updateState(latest)
    }
}

extension ICEAgent {
    /// Whether a packet may be sent there at all: our own, loopback and link-local addresses are fine.
    static func isUsable(_ address: TransportAddress) -> Bool {
        guard address.port != 0, !address.ip.isUnspecified, !address.ip.isMulticastOrBroadcast else { return false }
        switch address.ip {
        case .v4(let value): return value >> 24 != 0 && value >> 28 != 0xF
        // IPv4 addresses inside IPv6 (RFC 4291 §2.5.5) would get around the rules for IPv4.
        case .v6(let high, let low): return !(high == 0 && (low >> 32 == 0xFFFF || (low >> 32 == 0 && low > 1)))
        }
    }

    private mutating func insertHidden(_ candidate: ICECandidate, name: String, port: UInt16) {
        if let known = lists[0].names[name] {
            if let ip = known {
                var candidate = candidate
                candidate.address = .ip(TransportAddress(ip, port))
                insertRemote(candidate)
            } else if !lists[0].hiddenCandidates.contains(where: { $0.address == candidate.address }),
                remoteCandidateCount < configuration.maximumRemoteCandidates
            {
                lists[0].hiddenCandidates.append(candidate)
            }
            return
        }
        guard lists[0].names.count < configuration.maximumNames else { return statistics.drop(.tooManyNames) }
        guard remoteCandidateCount < configuration.maximumRemoteCandidates else { return statistics.drop(.tooManyCandidates) }
        lists[0].names[name] = .some(nil)
        lists[0].hiddenCandidates.append(candidate)
        emit(.resolve(name: name))
    }

    private var remoteCandidateCount: Int { lists[0].remoteCandidates.count + lists[0].hiddenCandidates.count }

    private mutating func insertRemote(_ candidate: ICECandidate) {
        guard let address = candidate.transportAddress, ICEAgent.isUsable(address) else {
            return statistics.drop(.unusableCandidate)
        }
        if let known = lists[0].remoteCandidates.firstIndex(where: { $0.transportAddress == address }) {
            if lists[0].remoteCandidates[known].kind == .peerReflexive { replaceRemote(at: known, by: candidate) }
            return
        }
        guard remoteCandidateCount < configuration.maximumRemoteCandidates else { return statistics.drop(.tooManyCandidates) }
        lists[0].remoteCandidates.append(candidate)
        for local in localCandidates { addPair(local, candidate) }
    }

    /// The pairs keep their state and nomination: forgetting them here is how others lost a working connection.
    private mutating func replaceRemote(at index: Int, by candidate: ICECandidate) {
        let address = candidate.transportAddress
        lists[0].remoteCandidates[index] = candidate
        for pair in lists[0].pairs.indices where lists[0].pairs[pair].addresses.remote == address {
            lists[0].pairs[pair].remote = candidate
            lists[0].pairs[pair].updatePriority(role: role)
        }
        lists[0].sort()
    }

    /// A candidate discovered by a check (RFC 8445 §7.3.1.3), or the known one of that address.
    mutating func remoteCandidate(at address: TransportAddress, priority: UInt32?) -> ICECandidate? {
        if let known = lists[0].remoteCandidates.first(where: { $0.transportAddress == address }) { return known }
        if remoteCandidateCount >= configuration.maximumRemoteCandidates { forgetIdleReflection() }
        guard remoteCandidateCount < configuration.maximumRemoteCandidates else {
            statistics.drop(.tooManyCandidates)
            return nil
        }
        let candidate = ICECandidate(
            foundation: "\(ICECandidate.foundation(kind: .peerReflexive, base: address.ip))p\(address.port)",
            priority: min(
                priority ?? ICECandidate.priority(kind: .peerReflexive, localPreference: 0),
                ICECandidate.maximumPriority
            ),
            address: .ip(address),
            kind: .peerReflexive
        )
        lists[0].remoteCandidates.append(candidate)
        return candidate
    }

    /// A peer behind a translator that keeps changing its port must not use up the room for candidates.
    private mutating func forgetIdleReflection() {
        let index = lists[0].remoteCandidates.firstIndex { candidate in
            candidate.kind == .peerReflexive
                && lists[0].pairs.allSatisfy { $0.addresses.remote != candidate.transportAddress || isIdle($0) }
        }
        guard let index else { return }
        let address = lists[0].remoteCandidates.remove(at: index).transportAddress
        lists[0].removePairs { $0.addresses.remote == address }
    }

    private func isIdle(_ pair: CandidatePair) -> Bool {
        lists[0].isIdle(pair, now: latest, age: configuration.consentTimeout) && path != pair.addresses
    }

    /// Pairs two candidates of the current generation, if they fit (RFC 8445 §6.1.2.2) and are not paired already.
    ///
    /// Over the limit the worst idle pair makes room for a better one.
    @discardableResult
    mutating func addPair(_ local: ICECandidate, _ remote: ICECandidate) -> CandidatePair.ID? {
        guard local.kind != .serverReflexive, let base = local.transportAddress, let address = remote.transportAddress,
            base.ip.isV4 == address.ip.isV4, base.ip.isV4 || base.ip.isLinkLocal == address.ip.isLinkLocal
        else { return nil }
        let addresses = AddressPair(local: base, remote: address)
        guard lists[0].index(at: addresses) == nil else { return nil }
        var pair = CandidatePair(id: nextPairID, local: local, remote: remote, addresses: addresses, role: role)
        if lists[0].pairs.count >= configuration.maximumPairs {
            let replaceable =
                lists[0].pairs.last { isIdle($0) }
                ?? lists[0].pairs.last { [.frozen, .waiting].contains($0.state) && $0.priority < pair.priority }
            guard let replaceable else {
                statistics.drop(.tooManyPairs)
                return nil
            }
            lists[0].removePairs { $0.id == replaceable.id }
        }
        nextPairID += 1
        pair.state = lists[0].initialState(foundation: pair.foundation)
        lists[0].pairs.append(pair)
        lists[0].sort()
        mayHaveChecks = true
        if local.kind == .relay { emit(.pairedThroughRelay(relayed: base, peer: address.ip)) }
        return pair.id
    }
}
