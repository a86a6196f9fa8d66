import STUN
import TURN
package import Wire

/// A STUN and TURN server (RFC 8656) without sockets and clocks, as strict as the real ones: it checks every request's
/// integrity, relays only for permissions that have not run out, and pads ChannelData on streams.
package struct TURNTestServer: Sendable {
    package struct Output: Hashable, Sendable {
        package var bytes: [UInt8]
        package var source: TransportAddress
        package var destination: TransportAddress
    }

    /// Where clients speak to it.
    package let address: TransportAddress
    package var configuration: Configuration
    package internal(set) var statistics = Statistics()
    var allocations: [TransportAddress: Allocation] = [:]
    /// Clients that speak over a stream.
    var streams: Set<TransportAddress> = []
    var outputs: [Output] = []
    private var nextPort: UInt16 = 49152
    /// Changes when nonces become stale.
    package private(set) var nonceGeneration = 0

    package init(at address: TransportAddress, configuration: Configuration = Configuration()) {
        self.address = address
        self.configuration = configuration
    }

    package var liveAllocations: Int { allocations.count }
    package var relayedAddresses: [TransportAddress] { allocations.values.flatMap(\.relayed) }

    /// From now on every nonce given before is refused with 438.
    package mutating func makeNoncesStale() {
        nonceGeneration += 1
    }

    /// As after a restart: nothing is remembered.
    package mutating func forgetAllocations() {
        allocations = [:]
    }

    package mutating func pollOutput() -> Output? {
        outputs.isEmpty ? nil : outputs.removeFirst()
    }

    /// What came to `address` from a client.
    package mutating func receive(_ bytes: [UInt8], from client: TransportAddress, isStream: Bool = false, now: MonotonicTime) {
        expire(now)
        if isStream { streams.insert(client) }
        guard let first = bytes.first else { return }
        if ChannelData.isChannelData(firstByte: first) { return receiveChannelData(bytes, from: client, now: now) }
        guard let message = try? STUNMessage(parsing: bytes.span) else {
            statistics.malformed += 1
            return
        }
        switch (message.messageClass, message.method) {
        case (.indication, .send): receiveSend(message, from: client, now: now)
        case (.request, .binding): answerBinding(message, from: client)
        case (.request, _): receiveRequest(message, bytes, from: client, now: now)
        default: statistics.malformed += 1
        }
    }

    /// What came to a relayed address from a peer.
    package mutating func receiveRelayed(
        _ bytes: [UInt8],
        at relayed: TransportAddress,
        from peer: TransportAddress,
        now: MonotonicTime
    ) {
        expire(now)
        guard let (client, allocation) = allocations.first(where: { $0.value.relayed.contains(relayed) }),
            allocation.permissions[peer.ip] != nil
        else {
            statistics.refusedPackets += 1
            return
        }
        statistics.relayedToClients += 1
        if let channel = allocation.channels.first(where: { $0.value.peer == peer }) {
            statistics.channelDataSent += 1
            reply(ChannelData.message(channel: channel.key, payload: bytes, isPadded: streams.contains(client)), to: client)
        } else {
            let id = STUNTransactionID(high: 1, low: statistics.relayedToClients)
            let message = STUNMessage(.indication, .data, transactionID: id, attributes: [.xorPeerAddress(peer), .data(bytes)])
            reply(message.serialized(fingerprint: false), to: client)
        }
    }

    mutating func reply(_ bytes: [UInt8], to client: TransportAddress) {
        outputs.append(Output(bytes: bytes, source: address, destination: client))
    }

    mutating func newPort() -> UInt16 {
        defer { nextPort = nextPort == .max ? 49152 : nextPort + 1 }
        return nextPort
    }

    private mutating func answerBinding(_ message: STUNMessage, from client: TransportAddress) {
        statistics.bindings += 1
        let answer = STUNMessage(
            .successResponse,
            transactionID: message.transactionID,
            attributes: [.xorMappedAddress(client)]
        )
        reply(answer.serialized(), to: client)
    }

    private mutating func receiveSend(_ message: STUNMessage, from client: TransportAddress, now: MonotonicTime) {
        guard let peer = message.peerAddress, let data = message.data else {
            statistics.malformed += 1
            return
        }
        statistics.sendIndications += 1
        relay(data, from: client, to: peer)
    }

    private mutating func receiveChannelData(_ bytes: [UInt8], from client: TransportAddress, now: MonotonicTime) {
        guard let (number, payload) = ChannelData.parse(bytes.span), let peer = allocations[client]?.channels[number]?.peer else {
            statistics.refusedPackets += 1
            return
        }
        statistics.channelDataReceived += 1
        relay(payload, from: client, to: peer)
    }

    private mutating func relay(_ bytes: [UInt8], from client: TransportAddress, to peer: TransportAddress) {
        guard let allocation = allocations[client], allocation.permissions[peer.ip] != nil,
            let relayed = allocation.relayed.first(where: { $0.ip.isV4 == peer.ip.isV4 })
        else {
            statistics.refusedPackets += 1
            return
        }
        statistics.relayedToPeers += 1
        outputs.append(Output(bytes: bytes, source: relayed, destination: peer))
    }

    private mutating func expire(_ now: MonotonicTime) {
        for (client, allocation) in allocations {
            guard now < allocation.expiry else {
                allocations[client] = nil
                statistics.expired += 1
                continue
            }
            allocations[client]?.permissions = allocation.permissions.filter { $0.value > now }
            allocations[client]?.channels = allocation.channels.filter { $0.value.expiry > now }
        }
    }
}
