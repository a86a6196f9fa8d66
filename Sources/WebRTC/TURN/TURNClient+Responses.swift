import STUN
package import Wire

extension TURNClient {
    /// A datagram from the server, or a frame of the stream to it.
    package mutating func receive(_ bytes: Span<UInt8>, now: MonotonicTime) {
        guard state != .ended, !bytes.isEmpty else { return }
        if ChannelData.isChannelData(firstByte: bytes[0]) { return receiveChannelData(bytes) }
        guard let message = try? STUNMessage(parsing: bytes) else {
            statistics.unexpected += 1
            return
        }
        switch message.messageClass {
        case .indication: receiveIndication(message)
        case .successResponse, .errorResponse: receiveResponse(message, bytes, now: now)
        case .request: statistics.unexpected += 1
        }
    }

    /// An answer that fails a test leaves its request waiting: the true one may still come.
    private mutating func receiveResponse(_ message: STUNMessage, _ bytes: Span<UInt8>, now: MonotonicTime) {
        guard let index = requests.firstIndex(where: { $0.id == message.transactionID }) else {
            statistics.unexpected += 1
            return
        }
        let request = requests[index]
        let isAuthentic = key.map { message.hasValidIntegrity(in: bytes, key: $0) } ?? false
        guard message.messageClass == .errorResponse else {
            guard isAuthentic || !request.isAuthenticated, message.unknownRequiredAttributes.isEmpty else {
                statistics.unexpected += 1
                return
            }
            requests.remove(at: index)
            return succeed(request, message, now: now)
        }
        guard let error = message.errorCode else {
            statistics.unexpected += 1
            return
        }
        // Those cannot be authentic: they say how to be (RFC 8489 §9.2.5).
        let isAboutCredentials = [STUNErrorCode.unauthenticated.code, STUNErrorCode.staleNonce.code].contains(error.code)
        let isBadRequest = error.code == STUNErrorCode.badRequest.code
        guard isAuthentic || isAboutCredentials || isBadRequest || !request.isAuthenticated else {
            statistics.unexpected += 1
            return
        }
        requests.remove(at: index)
        receiveError(error, message, to: request, now: now)
    }

    private mutating func receiveError(
        _ error: STUNErrorCode,
        _ message: STUNMessage,
        to request: ServerRequest,
        now: MonotonicTime
    ) {
        switch error.code {
        case STUNErrorCode.unauthenticated.code:
            guard !request.isAuthenticated else { return fail(request, .wrongCredentials, now: now) }
            guard let realm = message.realm, let nonce = message.nonce else {
                return fail(request, .incomprehensible, now: now)
            }
            self.realm = realm
            self.nonce = nonce
            key = STUNIntegrityKey(username: credentials.username, realm: realm, password: credentials.password)
            send(request.purpose, now: now)
        case STUNErrorCode.staleNonce.code:
            guard let nonce = message.nonce else { return fail(request, .incomprehensible, now: now) }
            guard request.staleNonces < configuration.maximumStaleNonces else {
                return fail(request, .endlesslyStaleNonce, now: now)
            }
            self.nonce = nonce
            send(request.purpose, staleNonces: request.staleNonces + 1, now: now)
        case STUNErrorCode.tryAlternate.code:
            guard request.purpose == .allocate, let server = message.alternateServer else {
                return fail(request, .refused(error), now: now)
            }
            fail(.redirected(to: server))
        default: fail(request, .refused(error), now: now)
        }
    }

    private mutating func succeed(_ request: ServerRequest, _ message: STUNMessage, now: MonotonicTime) {
        switch request.purpose {
        case .allocate:
            let relayed = message.relayedAddresses.filter { !$0.ip.isUnspecified && $0.port != 0 }.prefix(2)
            guard !relayed.isEmpty, let lifetime = message.lifetime else { return fail(.incomprehensible) }
            state = .allocated
            relayedAddresses = Array(relayed)
            mappedAddress = message.mappedAddress
            scheduleRefresh(lifetime: lifetime, now: now)
            outputs.append(.event(.allocated(relayed: relayedAddresses, mapped: mappedAddress)))
        case .refresh:
            guard let lifetime = message.lifetime, lifetime > 0 else { return fail(.incomprehensible) }
            scheduleRefresh(lifetime: lifetime, now: now)
        case .release: break
        case .permission(let ip): granted(ip, now: now)
        case .channel(let peer, _): bound(peer, now: now)
        }
    }

    /// A minute before the end, or after half the time if that is short.
    private mutating func scheduleRefresh(lifetime: UInt32, now: MonotonicTime) {
        let lifetime = Duration.seconds(Int64(min(lifetime, 24 * 3600)))
        refreshAt = now + max(lifetime - configuration.refreshMargin, lifetime / 2)
    }
}
