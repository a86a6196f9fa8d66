import ICE
package import Wire

extension TestSender {
    /// Asks the servers of the configuration for candidates, which follow as events. For each offer that begins or restarts ICE.
    package mutating func gather(now: MonotonicTime) {
        hosts.removeAll { $0.kind == .serverReflexive }
        gatherer.start(servers: configuration.iceServers, now: now)
        process(now: now)
    }

    mutating func handle(_ output: CandidateGatherer.Output, now: MonotonicTime) {
        switch output {
        case .transmit(let bytes, let local, let remote): outputs.append(.transmit(bytes, local: local, remote: remote))
        case .candidate(var candidate):
            hosts.append(candidate)
            ice.addLocalCandidate(candidate)
            candidate.usernameFragment = ice.localCredentials.usernameFragment
            outputs.append(.event(.candidate(candidate.attributeValue)))
        case .lost(let relayed):
            hosts.removeAll { $0.transportAddress == relayed }
            ice.removeLocalCandidate(at: relayed, now: now)
        case .received(let bytes, let relayed, let peer): demultiplex(bytes, local: relayed, remote: peer, now: now)
        case .finished: outputs.append(.event(.candidate(nil)))
        // Servers are named by their addresses here, and spoken to over UDP.
        case .resolve, .connect, .send, .disconnect, .failed: break
        }
    }

    mutating func transmit(_ bytes: [UInt8], on path: AddressPair, now: MonotonicTime) {
        if gatherer.isRelayed(path.local) {
            gatherer.send(bytes, from: path.local, to: path.remote, now: now)
        } else {
            outputs.append(.transmit(bytes, local: path.local, remote: path.remote))
        }
    }
}
