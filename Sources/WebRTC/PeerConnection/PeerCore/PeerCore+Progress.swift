import DTLS
import DequeModule
import ICE
import RTP
import SRTP
package import Wire

extension PeerCore {
    /// The next thing to do. Call it until it answers `.timeout`.
    package mutating func pollOutput() -> Output {
        if let datagram = transmissions.popFirst() { return .transmit(datagram) }
        if let action = serverActions.popFirst() { return .server(action) }
        if let event = events.popFirst() { return .event(event) }
        if let name = names.popFirst() { return .resolve(name: name) }
        return .timeout(nextDeadline())
    }

    /// Does what is due at `now`.
    package mutating func handleTimeout(now: MonotonicTime) {
        guard state != .ended else { return }
        ice.handleTimeout(now: now)
        gatherer.handleTimeout(now: now)
        dtls?.handleTimeout(now: now)
        video?.handleTimeout(now: now)
        audio?.handleTimeout(now: now)
        process(now: now)
    }

    private mutating func nextDeadline() -> MonotonicTime? {
        guard state != .ended else { return nil }
        var deadline = soonest(soonest(ice.nextDeadline, gatherer.nextDeadline), dtls?.nextDeadline)
        if state == .connected { deadline = soonest(deadline, soonest(video?.nextDeadline, audio?.nextDeadline)) }
        return deadline
    }

    /// Moves what the rooms below produced to where it belongs, until nothing moves any more.
    mutating func process(now: MonotonicTime) {
        latest = max(latest, now)
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
                handle(output)
                moved = true
            }
            while let output = audio?.pollOutput() {
                handle(output)
                moved = true
            }
        }
    }

    private mutating func handle(_ output: ICEAgent.Output, now: MonotonicTime) {
        switch output {
        case .transmit(let bytes, let local, let remote):
            transmit(bytes, on: AddressPair(local: local, remote: remote), now: now)
        case .event(.selectedPairChanged(let pair)):
            spareHeaders(on: pair.addresses, now: now)
            startHandshake(now: now)
        case .event(.stateChanged(.connected)): startHandshake(now: now)
        case .event(.pairedThroughRelay(let relayed, let peer)): gatherer.permit(peer, at: relayed, now: now)
        case .event(.stateChanged(.failed)):
            end(.mediaPathLost)
        case .event(.resolve(let name)):
            names.append(name)
        case .event:
            break
        }
    }

    mutating func shareRoundTripTime() {
        guard let roundTripTime = ice.roundTripTime else { return }
        dtls?.setRoundTripTime(roundTripTime)
        video?.setRoundTripTime(roundTripTime)
        audio?.setRoundTripTime(roundTripTime)
    }

    /// As DTLS client we speak first, as soon as one pair works: waiting for the nomination costs a round trip.
    private mutating func startHandshake(now: MonotonicTime) {
        guard !handshakeStarted else { return }
        handshakeStarted = true
        dtls?.start(now: now)
    }

    private mutating func handle(_ output: DTLSConnection.Output, now: MonotonicTime) {
        switch output {
        case .transmit(let bytes): transmit(bytes)
        case .connected(let keys, let cipher): connect(keys, cipher: cipher, now: now)
        case .closedByPeer: end(.closedByPeer)
        case .failed(let error): end(.handshakeFailed(error))
        }
    }

    private mutating func connect(_ keys: SRTPKeyingMaterial, cipher: String, now: MonotonicTime) {
        guard let role = negotiated?.localRole else { return }
        // Both count profiles by their numbers in RFC 5764, so every one that was negotiated exists.
        guard let profile = SRTPContext.Profile(rawValue: keys.profile.rawValue) else { return }
        let (ours, theirs) =
            role == .client
            ? ((keys.clientKey, keys.clientSalt), (keys.serverKey, keys.serverSalt))
            : ((keys.serverKey, keys.serverSalt), (keys.clientKey, keys.clientSalt))
        do {
            inbound = try SRTPContext(profile: profile, key: theirs.0, salt: theirs.1, direction: .inbound)
            outbound = try SRTPContext(profile: profile, key: ours.0, salt: ours.1, direction: .outbound)
        } catch {
            end(.encryptionUnavailable(error))
            return
        }
        dtlsCipher = cipher
        srtpProfile = keys.profile
        state = .connected
        events.append(.connected)
        video?.start(now: now)
        releaseEarlyMedia()
    }

    private mutating func handle(_ output: VideoReceiver.Output) {
        switch output {
        case .rtcp(let packet): report(packet)
        case .frame(let frame):
            events.append(.frame(frame))
        case .bye:
            // The stream's end is not the connection's: a sender that replaces its track goes on with another SSRC.
            break
        }
    }

    private mutating func handle(_ output: AudioReceiver.Output) {
        switch output {
        case .rtcp(let packet): report(packet)
        case .packet(let packet): events.append(.sound(packet))
        }
    }

    private mutating func report(_ plain: [UInt8]) {
        var packet = plain
        guard outbound != nil, (try? outbound?.protectRTCP(&packet)) != nil else { return }
        transmit(packet)
    }

    private mutating func transmit(_ bytes: [UInt8]) {
        guard let path = ice.path ?? handshakePath else { return }
        transmit(bytes, on: path, now: latest)
    }

    private mutating func end(_ reason: PeerEnd) {
        guard state != .ended else { return }
        state = .ended
        events.append(.ended(reason))
    }

    /// Says goodbye (RTCP BYE, DTLS close_notify) and ends.
    package mutating func close(now: MonotonicTime) {
        guard state != .ended else { return closeRelays(now: now) }
        if outbound != nil { video?.stop(now: now) }
        process(now: now)
        dtls?.close(now: now)
        process(now: now)
        end(.closedLocally)
        closeRelays(now: now)
    }
}
