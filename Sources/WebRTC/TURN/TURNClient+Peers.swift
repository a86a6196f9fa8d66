import STUN
package import Wire

extension TURNClient {
    /// Whether the server lets a peer's address through to us, and us to it (RFC 8656 §9).
    struct Permission: Sendable {
        enum State: Equatable, Sendable {
            case requested
            case granted(since: MonotonicTime)
            case refused(until: MonotonicTime)
        }

        var state = State.requested
        /// When it is renewed, forgotten, or asked for again.
        var deadline: MonotonicTime?
        /// Whether something was sent since it was granted last.
        var isUsed = false
        var waiting: [(peer: TransportAddress, bytes: [UInt8])] = []

        mutating func refuse(until time: MonotonicTime) {
            state = .refused(until: time)
            deadline = time
            waiting = []
        }
    }

    /// A number that stands for one peer (RFC 8656 §12).
    struct Channel: Sendable {
        let number: UInt16
        var isBound = false
        var deadline: MonotonicTime?
        /// When it ends if it is not renewed.
        var end: MonotonicTime?
        var isUsed = false

        mutating func refuse(until time: MonotonicTime) {
            isBound = false
            end = time
            deadline = time
        }
    }

    /// Lets packets from the peer's address through, before we have anything to send there.
    package mutating func permit(_ ip: IPAddress, now: MonotonicTime) {
        guard state == .allocated, relayedAddress(for: ip) != nil, permissions[ip] == nil else { return }
        guard permissions.count < configuration.maximumPermissions else {
            statistics.dropped += 1
            return
        }
        permissions[ip] = Permission()
        send(.permission(ip), now: now)
    }

    /// Gives an active peer a channel: less overhead with each packet.
    package mutating func bindChannel(to peer: TransportAddress, now: MonotonicTime) {
        guard state == .allocated, relayedAddress(for: peer.ip) != nil, channels[peer] == nil else { return }
        guard channels.count < configuration.maximumChannels, ChannelData.numbers.contains(nextChannel) else { return }
        let number = nextChannel
        // Never used twice: a late packet of the former peer must not be taken for another's.
        nextChannel += 1
        channels[peer] = Channel(number: number)
        peers[number] = peer
        send(.channel(peer, number), now: now)
    }

    /// Sends a packet to a peer through the relay. Without a permission it waits for one.
    package mutating func send(_ bytes: [UInt8], to peer: TransportAddress, now: MonotonicTime) {
        // A Send indication has to fit into the 16 bits of its length.
        guard state == .allocated, relayedAddress(for: peer.ip) != nil, bytes.count <= 60_000 else {
            statistics.dropped += 1
            return
        }
        permit(peer.ip, now: now)
        permissions[peer.ip]?.isUsed = true
        switch permissions[peer.ip]?.state {
        case .granted: relay(bytes, to: peer)
        case .requested:
            if permissions[peer.ip]?.waiting.count ?? 0 >= configuration.maximumWaiting {
                // What waited longest has been repeated since, or is of no more use.
                permissions[peer.ip]?.waiting.removeFirst()
                statistics.dropped += 1
            }
            permissions[peer.ip]?.waiting.append((peer, bytes))
        case .refused, nil: statistics.dropped += 1
        }
    }

    func relayedAddress(for ip: IPAddress) -> TransportAddress? {
        relayedAddresses.first { $0.ip.isV4 == ip.isV4 }
    }

    private mutating func relay(_ bytes: [UInt8], to peer: TransportAddress) {
        statistics.packetsSent += 1
        if let channel = channels[peer], channel.isBound {
            channels[peer]?.isUsed = true
            statistics.channelPacketsSent += 1
            return outputs.append(
                .transmit(ChannelData.message(channel: channel.number, payload: bytes, isPadded: isStream))
            )
        }
        let indication = STUNMessage(
            .indication,
            .send,
            transactionID: STUNTransactionID(random: &generator),
            attributes: [.xorPeerAddress(peer), .data(bytes)]
        )
        outputs.append(.transmit(indication.serialized(fingerprint: false)))
    }

    mutating func receiveIndication(_ message: STUNMessage) {
        guard message.method == .data, let peer = message.peerAddress, let data = message.data else {
            statistics.unexpected += 1
            return
        }
        deliver(data, from: peer)
    }

    mutating func receiveChannelData(_ bytes: Span<UInt8>) {
        guard let (number, payload) = ChannelData.parse(bytes), let peer = peers[number] else {
            statistics.unexpected += 1
            return
        }
        channels[peer]?.isUsed = true
        deliver(payload, from: peer)
    }

    /// Peers we gave no permission to are the server's mistake (RFC 8656 §11.4).
    private mutating func deliver(_ bytes: [UInt8], from peer: TransportAddress) {
        guard permissions[peer.ip] != nil, let relayed = relayedAddress(for: peer.ip) else {
            statistics.dropped += 1
            return
        }
        permissions[peer.ip]?.isUsed = true
        statistics.packetsReceived += 1
        outputs.append(.received(bytes, relayed: relayed, peer: peer))
    }

    mutating func granted(_ ip: IPAddress, now: MonotonicTime) {
        let waiting = permissions[ip]?.waiting ?? []
        permissions[ip]?.waiting = []
        permissions[ip]?.state = .granted(since: now)
        permissions[ip]?.isUsed = !waiting.isEmpty
        permissions[ip]?.deadline = now + configuration.permissionRenewal
        for (peer, bytes) in waiting { relay(bytes, to: peer) }
    }

    /// A bound channel is a permission too (RFC 8656 §12.2), but that is renewed on its own.
    mutating func bound(_ peer: TransportAddress, now: MonotonicTime) {
        channels[peer]?.isBound = true
        channels[peer]?.isUsed = false
        channels[peer]?.deadline = now + configuration.channelRenewal
        channels[peer]?.end = now + configuration.channelLifetime
    }

    mutating func renewPermissions(now: MonotonicTime) {
        // In an order of their own, so that the same history repeats.
        let due = permissions.filter { $0.value.deadline.map { now >= $0 } ?? false }
        for (ip, permission) in due.sorted(by: { $0.key.description < $1.key.description }) {
            switch permission.state {
            case .granted(let since):
                if permission.isUsed {
                    permissions[ip]?.isUsed = false
                    permissions[ip]?.deadline = since + configuration.permissionLifetime
                    send(.permission(ip), now: now)
                } else if now >= since + configuration.permissionLifetime {
                    permissions[ip] = nil
                } else {
                    permissions[ip]?.deadline = since + configuration.permissionLifetime
                }
            case .refused: permissions[ip] = nil
            case .requested: permissions[ip]?.deadline = nil
            }
        }
    }

    mutating func renewChannels(now: MonotonicTime) {
        let due = channels.filter { $0.value.deadline.map { now >= $0 } ?? false }
        for (peer, channel) in due.sorted(by: { $0.value.number < $1.value.number }) {
            if let end = channel.end, now >= end {
                channels[peer] = nil
                peers[channel.number] = nil
            } else if channel.isUsed {
                channels[peer]?.isUsed = false
                channels[peer]?.deadline = channel.end
                send(.channel(peer, channel.number), now: now)
            } else {
                channels[peer]?.deadline = channel.end
            }
        }
    }
}
