package import ICE
package import Wire

/// Candidates from servers, and packets by way of relays.
extension PeerCore {
    /// What a name of `ServerAction.resolve` stands for; nothing if it is not known.
    package mutating func serverResolved(_ host: String, to addresses: [IPAddress], now: MonotonicTime) {
        guard state != .ended else { return }
        gatherer.resolved(host, to: addresses, now: now)
        process(now: now)
    }

    /// The connection of `ServerAction.connect` is there.
    package mutating func streamOpened(_ id: ServerStreamID, now: MonotonicTime) {
        guard state != .ended else { return }
        gatherer.streamOpened(id, now: now)
        process(now: now)
    }

    /// What came over it; `now` is when it left the socket.
    package mutating func streamReceived(_ id: ServerStreamID, _ bytes: Span<UInt8>, now: MonotonicTime) {
        guard state != .ended else { return }
        gatherer.streamReceived(id, bytes, now: now)
        process(now: now)
    }

    /// It could not be made, or is gone.
    package mutating func streamClosed(_ id: ServerStreamID, now: MonotonicTime) {
        guard state != .ended else { return }
        gatherer.streamClosed(id, now: now)
        process(now: now)
    }

    /// Whether packets go by way of a relay of ours, or will.
    var isRelayed: Bool {
        configuration.iceTransportPolicy == .relay || ice.path.map { gatherer.isRelayed($0.local) } ?? false
    }

    /// Where only relays are to be used, nobody is answered at our own addresses.
    func isUsable(local: TransportAddress) -> Bool {
        configuration.iceTransportPolicy == .all || gatherer.isRelayed(local)
    }

    /// Begins a generation of candidates. Relayed ones of the last that still work belong to this one too.
    mutating func gather(now: MonotonicTime) {
        for candidate in localCandidates where candidate.kind == .serverReflexive {
            if let address = candidate.transportAddress { ice.removeLocalCandidate(at: address, now: now) }
        }
        localCandidates.removeAll { $0.kind == .serverReflexive }
        gatherer.start(servers: iceServers, now: now)
        isTrickling = !gatherer.isFinished
    }

    mutating func handle(_ output: CandidateGatherer.Output, now: MonotonicTime) {
        switch output {
        case .resolve(let host): serverActions.append(.resolve(host: host))
        case .transmit(let bytes, let local, let remote):
            transmissions.append(Datagram(bytes, local: local, remote: remote))
        case .connect(let id, let server, let name): serverActions.append(.connect(id, to: server, tlsName: name))
        case .send(let id, let bytes): serverActions.append(.send(id, bytes: bytes))
        case .disconnect(let id): serverActions.append(.disconnect(id))
        case .received(let bytes, let relayed, let peer):
            guard state != .ended else { return }
            demultiplex(Datagram(bytes, local: relayed, remote: peer), arrival: now)
        case .candidate(let candidate): add(candidate)
        case .lost(let relayed):
            localCandidates.removeAll { $0.transportAddress == relayed }
            ice.removeLocalCandidate(at: relayed, now: now)
        case .finished:
            guard isTrickling else { return }
            isTrickling = false
            trickle(nil)
        case .failed(let url, let failure): serverActions.append(.report(url, failure))
        }
    }

    /// Sends by way of the relay, if the path begins at one.
    mutating func transmit(_ bytes: [UInt8], on path: AddressPair, now: MonotonicTime) {
        if gatherer.isRelayed(path.local) {
            gatherer.send(bytes, from: path.local, to: path.remote, now: now)
        } else {
            transmissions.append(Datagram(bytes, local: path.local, remote: path.remote))
        }
    }

    /// Media will come this way.
    mutating func spareHeaders(on path: AddressPair, now: MonotonicTime) {
        gatherer.bindChannel(to: path.remote, at: path.local, now: now)
    }

    /// Gives allocations back, so that the server need not keep them for minutes.
    mutating func closeRelays(now: MonotonicTime) {
        gatherer.close(now: now)
        while let output = gatherer.pollOutput() { handle(output, now: now) }
    }

    private mutating func add(_ candidate: ICECandidate) {
        localCandidates.append(candidate)
        ice.addLocalCandidate(candidate)
        if isTrickling { trickle(candidate) }
    }

    private mutating func trickle(_ candidate: ICECandidate?) {
        var candidate = candidate
        candidate?.usernameFragment = ice.localCredentials.usernameFragment
        let mid = negotiated?.transportMid ?? negotiated?.mid ?? LocalOffer.videoMid
        events.append(.localCandidate(candidate?.attributeValue, mid: mid))
    }
}
