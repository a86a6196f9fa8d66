import TURN
package import Wire

extension CandidateGatherer {
    mutating func reflected(_ address: TransportAddress, on path: AddressPair) {
        guard configuration.policy == .all, ICEAgent.isUsable(address), !sockets.contains(address), found.insert(address).inserted
        else { return }
        outputs.append(
            .candidate(
                .serverReflexive(
                    address,
                    base: path.local,
                    server: path.remote.ip,
                    localPreference: preference(of: path.local)
                )
            )
        )
    }

    mutating func allocated(_ addresses: [TransportAddress], mapped: TransportAddress?, by relay: Relay) {
        if let mapped, case .datagrams(let path) = relay.way { reflected(mapped, on: path) }
        for address in addresses where ICEAgent.isUsable(address) && found.insert(address).inserted {
            let hidden = TransportAddress(address.ip.isV4 ? .v4(0) : .v6(0, 0), 0)
            outputs.append(
                .candidate(
                    .relayed(
                        address,
                        related: configuration.policy == .relay ? hidden : mapped ?? hidden,
                        server: relay.server.ip,
                        via: relay.url.transport,
                        localPreference: preference(of: relay)
                    )
                )
            )
        }
    }

    /// As of the host candidate at the socket.
    private func preference(of socket: TransportAddress) -> UInt16 {
        UInt16.max - UInt16(clamping: sockets.firstIndex(of: socket) ?? sockets.count)
    }

    /// UDP before TCP before TLS, which repeat what need not be repeated; then in the order of the servers.
    private func preference(of relay: Relay) -> UInt16 {
        let step: UInt16 =
            switch relay.url.transport {
            case .udp, .dtls: 0x3000
            case .tcp: 0x2000
            case .tls: 0x1000
            }
        var order = targets.firstIndex { $0.url == relay.url } ?? 0
        if case .datagrams(let path) = relay.way { order = order * 32 + (sockets.firstIndex(of: path.local) ?? 0) }
        return step + 0xFFF - UInt16(clamping: min(order, 0xFFF))
    }

    // MARK: Through the relays

    /// Whether the address is one that a relay has for us.
    package func isRelayed(_ address: TransportAddress) -> Bool {
        relays.contains { $0.client.relayedAddresses.contains(address) }
    }

    /// How the relay of an address is spoken to.
    package func relayProtocol(of address: TransportAddress) -> ICEServerURL.Transport? {
        relays.first { $0.client.relayedAddresses.contains(address) }?.url.transport
    }

    /// Sends a packet to a peer from a relayed address.
    package mutating func send(_ bytes: [UInt8], from relayed: TransportAddress, to peer: TransportAddress, now: MonotonicTime) {
        withRelay(of: relayed, now: now) { $0.send(bytes, to: peer, now: now) }
    }

    /// Lets a peer's packets through to the relayed address.
    package mutating func permit(_ peer: IPAddress, at relayed: TransportAddress, now: MonotonicTime) {
        withRelay(of: relayed, now: now) { $0.permit(peer, now: now) }
    }

    /// The peer is the one that media comes from: spare it the long headers.
    package mutating func bindChannel(to peer: TransportAddress, at relayed: TransportAddress, now: MonotonicTime) {
        withRelay(of: relayed, now: now) { $0.bindChannel(to: peer, now: now) }
    }

    private mutating func withRelay(of address: TransportAddress, now: MonotonicTime, _ body: (inout TURNClient) -> Void) {
        guard let index = relays.firstIndex(where: { $0.client.relayedAddresses.contains(address) }) else { return }
        body(&relays[index].client)
        drain(index, now: now)
    }
}
