import DTLS
import ICE
import SRTP
package import Wire

extension TestSender {
    /// Takes a datagram that arrived at the socket bound to `local`.
    package mutating func receive(
        _ datagram: [UInt8],
        local: TransportAddress,
        remote: TransportAddress,
        now: MonotonicTime
    ) {
        guard state != .closed, datagram.count >= 2 else { return }
        if !gatherer.receive(datagram.span, local: local, remote: remote, now: now) {
            demultiplex(datagram, local: local, remote: remote, now: now)
        }
        process(now: now)
    }

    mutating func demultiplex(
        _ datagram: [UInt8],
        local: TransportAddress,
        remote: TransportAddress,
        now: MonotonicTime
    ) {
        let isUsable = configuration.iceTransportPolicy == .all || gatherer.isRelayed(local)
        guard isUsable, datagram.count >= 2 else { return }
        // RFC 7983 §7; what else comes from a receiver is RTCP.
        if datagram[0] < 4 {
            ice.receive(datagram.span, local: local, remote: remote, now: now)
        } else if !ice.isValidated(local: local, remote: remote) {
            unvalidatedDatagrams += 1
        } else if (20...63).contains(datagram[0]) {
            receiveHandshake(datagram, on: AddressPair(local: local, remote: remote), now: now)
        } else if (128...191).contains(datagram[0]) {
            receiveReport(datagram, now: now)
        }
    }

    /// Does what is due at `now`.
    package mutating func handleTimeout(now: MonotonicTime) {
        guard state != .closed else { return }
        ice.handleTimeout(now: now)
        gatherer.handleTimeout(now: now)
        dtls?.handleTimeout(now: now)
        if state == .connected { video?.handleTimeout(now: now) }
        process(now: now)
    }

    /// Says goodbye (DTLS close_notify) and ends.
    package mutating func close(now: MonotonicTime) {
        guard state != .closed else { return }
        dtls?.close(now: now)
        process(now: now)
        end(.closedLocally)
    }

    /// Takes up what came before the answer. The answer travels by way of the room server, the first flight directly.
    mutating func releaseEarlyHandshake(now: MonotonicTime) {
        let early = earlyHandshake
        earlyHandshake = []
        for (datagram, path) in early { receiveHandshake(datagram, on: path, now: now) }
    }

    private mutating func receiveHandshake(_ datagram: [UInt8], on path: AddressPair, now: MonotonicTime) {
        guard dtls != nil else {
            if earlyHandshake.count < 4 { earlyHandshake.append((datagram, path)) }
            return
        }
        handshakePath = path
        handshakeStarted = true
        dtls?.receive(datagram.span, now: now)
    }

    private mutating func receiveReport(_ datagram: [UInt8], now: MonotonicTime) {
        var packet = datagram
        guard inbound != nil, (try? inbound?.unprotectRTCP(&packet)) != nil else { return }
        ice.note(authenticatedMediaAt: now)
        video?.receive(rtcp: packet, now: now)
    }

    /// Moves what the rooms below produced to where it belongs, until nothing moves any more.
    mutating func process(now: MonotonicTime) {
        var moved = true
        while moved {
            moved = false
            while let output = gatherer.pollOutput() {
                handle(output, now: now)
                moved = true
            }
            while let output = ice.pollOutput() {
                handle(output, now: now)
                moved = true
            }
            while let output = dtls?.pollOutput() {
                handle(output, now: now)
                moved = true
            }
            while let output = video?.pollOutput() {
                handle(output, now: now)
                moved = true
            }
        }
    }

    private mutating func handle(_ output: ICEAgent.Output, now: MonotonicTime) {
        switch output {
        case .transmit(let bytes, let local, let remote):
            transmit(bytes, on: AddressPair(local: local, remote: remote), now: now)
        case .event(.pairedThroughRelay(let relayed, let peer)): gatherer.permit(peer, at: relayed, now: now)
        case .event(.selectedPairChanged), .event(.stateChanged(.connected)):
            if let roundTripTime = ice.roundTripTime {
                dtls?.setRoundTripTime(roundTripTime)
                video?.roundTripTime = roundTripTime
            }
            guard !handshakeStarted else { return }
            handshakeStarted = true
            dtls?.start(now: now)
        case .event(.stateChanged(.failed)): end(.pathLost)
        case .event: break
        }
    }

    private mutating func handle(_ output: DTLSConnection.Output, now: MonotonicTime) {
        switch output {
        case .transmit(let bytes): transmit(bytes, now: now)
        case .connected(let keys, _): connect(keys, now: now)
        case .closedByPeer: end(.closedByPeer)
        case .failed(let error): end(.handshakeFailed(error))
        }
    }

    private mutating func connect(_ keys: SRTPKeyingMaterial, now: MonotonicTime) {
        guard let role = dtls?.role, let profile = SRTPContext.Profile(rawValue: keys.profile.rawValue) else { return }
        let client = (keys.clientKey, keys.clientSalt)
        let server = (keys.serverKey, keys.serverSalt)
        let (ours, theirs) = role == .client ? (client, server) : (server, client)
        inbound = try? SRTPContext(profile: profile, key: theirs.0, salt: theirs.1, direction: .inbound)
        outbound = try? SRTPContext(profile: profile, key: ours.0, salt: ours.1, direction: .outbound)
        state = .connected
        outputs.append(.event(.connected))
        video?.start(now: now)
    }

    private mutating func handle(_ output: VideoSender.Output, now: MonotonicTime) {
        switch output {
        case .rtp(var packet):
            guard outbound != nil, (try? outbound?.protectRTP(&packet)) != nil else { return }
            transmit(packet, now: now)
        case .rtcp(var packet):
            guard outbound != nil, (try? outbound?.protectRTCP(&packet)) != nil else { return }
            transmit(packet, now: now)
        case .keyFrameRequested:
            outputs.append(.event(.keyFrameRequested))
        }
    }

    mutating func transmit(_ bytes: [UInt8], now: MonotonicTime) {
        guard let path = ice.path ?? handshakePath else { return }
        transmit(bytes, on: path, now: now)
    }

    private mutating func end(_ closing: Closing) {
        guard state != .closed else { return }
        state = .closed
        outputs.append(.event(.closed(closing)))
    }
}
