import STUN
import Wire

/// A request that waits for its answer.
struct ServerRequest: Sendable {
    enum Purpose: Hashable, Sendable {
        case allocate
        case refresh
        /// A refresh that ends the allocation.
        case release
        case permission(IPAddress)
        case channel(TransportAddress, UInt16)
    }

    let id: STUNTransactionID
    let purpose: Purpose
    let bytes: [UInt8]
    /// Whether it named user, realm and nonce.
    let isAuthenticated: Bool
    /// How many stale nonces came before it.
    let staleNonces: Int
    var timer: RetransmissionTimer
}

extension TURNClient {
    /// UDP, the only thing that is relayed.
    private static let relayedTransport: UInt8 = 17

    mutating func send(_ purpose: ServerRequest.Purpose, staleNonces: Int = 0, now: MonotonicTime) {
        var message = STUNMessage(.request, method(of: purpose), transactionID: STUNTransactionID(random: &generator))
        message.attributes = attributes(of: purpose)
        var usedKey: STUNIntegrityKey?
        if let key, let realm, let nonce {
            message.attributes += [.username(credentials.username), .realm(realm), .nonce(nonce)]
            usedKey = key
        }
        let bytes = message.serialized(key: usedKey)
        if purpose != .release {
            requests.append(
                ServerRequest(
                    id: message.transactionID,
                    purpose: purpose,
                    bytes: bytes,
                    isAuthenticated: usedKey != nil,
                    staleNonces: staleNonces,
                    timer: RetransmissionTimer(
                        isStream ? configuration.streamRetransmission : configuration.datagramRetransmission,
                        now: now
                    )
                )
            )
        }
        statistics.requestsSent += 1
        outputs.append(.transmit(bytes))
    }

    private func method(of purpose: ServerRequest.Purpose) -> STUNMethod {
        switch purpose {
        case .allocate: .allocate
        case .refresh, .release: .refresh
        case .permission: .createPermission
        case .channel: .channelBind
        }
    }

    private func attributes(of purpose: ServerRequest.Purpose) -> [STUNAttribute] {
        switch purpose {
        // An IPv4 address, and an IPv6 one where the server has both (RFC 8656 §7.1): the peer may have only that.
        case .allocate: [.requestedTransport(TURNClient.relayedTransport), .additionalAddressFamily(.ipv6)]
        case .refresh: []
        case .release: [.lifetime(0)]
        // The port of a permission means nothing (RFC 8656 §9).
        case .permission(let ip): [.xorPeerAddress(TransportAddress(ip, 0))]
        case .channel(let peer, let number): [.channelNumber(number), .xorPeerAddress(peer)]
        }
    }

    mutating func repeatRequests(now: MonotonicTime) {
        var unanswered: [ServerRequest] = []
        for index in requests.indices {
            switch requests[index].timer.advance(now: now) {
            case .wait: break
            case .repeatIt:
                statistics.requestsSent += 1
                outputs.append(.transmit(requests[index].bytes))
            case .giveUp: unanswered.append(requests[index])
            }
        }
        for request in unanswered {
            requests.removeAll { $0.id == request.id }
            fail(request, .unanswered, now: now)
        }
    }

    /// What it means that a request failed for good.
    mutating func fail(_ request: ServerRequest, _ failure: TURNFailure, now: MonotonicTime) {
        switch request.purpose {
        case .allocate: fail(failure)
        case .refresh:
            guard case .refused(let error) = failure, error.code == STUNErrorCode.allocationMismatch.code else {
                return fail(failure)
            }
            // The server knows us by our address: it is another one now, or the server has restarted (RFC 8656 §5).
            outputs.append(.event(.lost(relayed: relayedAddresses)))
            forget()
            state = .allocating
            send(.allocate, now: now)
        case .release: break
        case .permission(let ip):
            statistics.dropped += UInt64(permissions[ip]?.waiting.count ?? 0)
            if failure == .unanswered {
                // The network's fault, not the peer's: asked for again with the next packet.
                permissions[ip] = nil
            } else {
                permissions[ip]?.refuse(until: now + configuration.refusalMemory)
            }
        case .channel(let peer, _): channels[peer]?.refuse(until: now + configuration.refusalMemory)
        }
    }
}
