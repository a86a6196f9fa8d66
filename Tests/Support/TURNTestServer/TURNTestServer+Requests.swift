import STUN
import TURN
import Wire

extension TURNTestServer {
    private var nonce: [UInt8] { Array("nonce-\(nonceGeneration)".utf8) }

    mutating func receiveRequest(_ message: STUNMessage, _ bytes: [UInt8], from client: TransportAddress, now: MonotonicTime) {
        statistics.requests[message.method, default: 0] += 1
        let challenge: [STUNAttribute] = [.realm(Array(configuration.realm.utf8)), .nonce(nonce)]
        guard message.hasIntegrity, let user = message.username, let realm = message.realm, let used = message.nonce else {
            return refuse(message, .unauthenticated, challenge, key: nil, to: client)
        }
        guard used == nonce, !configuration.isEndlesslyStale else {
            return refuse(message, .staleNonce, challenge, key: nil, to: client)
        }
        guard let password = configuration.users[user], realm == Array(configuration.realm.utf8) else {
            return refuse(message, .unauthenticated, challenge, key: nil, to: client)
        }
        let key = STUNIntegrityKey(username: user, realm: realm, password: Redacted(password))
        guard message.hasValidIntegrity(in: bytes.span, key: key) else {
            return refuse(message, .unauthenticated, challenge, key: nil, to: client)
        }
        let answering = configuration.isImpostor ? STUNIntegrityKey(password: Redacted("guessed")) : key
        guard message.unknownRequiredAttributes.isEmpty else {
            return refuse(message, .unknownAttribute, key: answering, to: client)
        }
        switch message.method {
        case .allocate: allocate(message, key: answering, for: client, now: now)
        case .refresh: refresh(message, key: answering, for: client, now: now)
        case .createPermission: permit(message, key: answering, for: client, now: now)
        case .channelBind: bindChannel(message, key: answering, for: client, now: now)
        default: refuse(message, .badRequest, key: answering, to: client)
        }
    }

    private mutating func allocate(
        _ message: STUNMessage,
        key: STUNIntegrityKey,
        for client: TransportAddress,
        now: MonotonicTime
    ) {
        if let known = allocations[client], known.transactionID != message.transactionID {
            return refuse(message, .allocationMismatch, key: key, to: client)
        }
        if let server = configuration.alternateServer {
            return refuse(message, .tryAlternate, [.alternateServer(server)], key: key, to: client)
        }
        if let refusal = configuration.refusal { return refuse(message, refusal, key: key, to: client) }
        guard message.attributes.contains(.requestedTransport(17)) else {
            return refuse(message, .unsupportedTransport, key: key, to: client)
        }
        if allocations[client] == nil {
            let wantsV6 = message.attributes.contains(.additionalAddressFamily(.ipv6))
            let relayed = configuration.relayAddresses.filter { $0.isV4 || wantsV6 }.map { TransportAddress($0, newPort()) }
            allocations[client] = Allocation(
                relayed: relayed,
                expiry: now + .seconds(Int64(configuration.lifetime)),
                transactionID: message.transactionID
            )
        }
        let relayed = allocations[client]?.relayed ?? []
        let attributes = relayed.map { STUNAttribute.xorRelayedAddress($0) }
        succeed(message, attributes + [.lifetime(configuration.lifetime), .xorMappedAddress(client)], key: key, to: client)
    }

    private mutating func refresh(_ message: STUNMessage, key: STUNIntegrityKey, for client: TransportAddress, now: MonotonicTime)
    {
        guard allocations[client] != nil else { return refuse(message, .allocationMismatch, key: key, to: client) }
        if message.lifetime == 0 {
            allocations[client] = nil
            statistics.released += 1
            return succeed(message, [.lifetime(0)], key: key, to: client)
        }
        allocations[client]?.expiry = now + .seconds(Int64(configuration.lifetime))
        succeed(message, [.lifetime(configuration.lifetime)], key: key, to: client)
    }

    private mutating func permit(_ message: STUNMessage, key: STUNIntegrityKey, for client: TransportAddress, now: MonotonicTime)
    {
        guard allocations[client] != nil else { return refuse(message, .allocationMismatch, key: key, to: client) }
        guard let peer = message.peerAddress else { return refuse(message, .badRequest, key: key, to: client) }
        guard !configuration.forbiddenPeers.contains(peer.ip) else { return refuse(message, .forbidden, key: key, to: client) }
        allocations[client]?.permissions[peer.ip] = now + configuration.permissionLifetime
        succeed(message, [], key: key, to: client)
    }

    private mutating func bindChannel(
        _ message: STUNMessage,
        key: STUNIntegrityKey,
        for client: TransportAddress,
        now: MonotonicTime
    ) {
        guard let allocation = allocations[client] else { return refuse(message, .allocationMismatch, key: key, to: client) }
        guard let peer = message.peerAddress, let number = message.channelNumber, ChannelData.numbers.contains(number),
            allocation.channels[number].map({ $0.peer == peer }) ?? true,
            allocation.channels.allSatisfy({ $0.key == number || $0.value.peer != peer })
        else { return refuse(message, .badRequest, key: key, to: client) }
        guard !configuration.forbiddenPeers.contains(peer.ip) else { return refuse(message, .forbidden, key: key, to: client) }
        allocations[client]?.channels[number] = (peer, now + configuration.channelLifetime)
        allocations[client]?.permissions[peer.ip] = now + configuration.permissionLifetime
        succeed(message, [], key: key, to: client)
    }

    private mutating func succeed(
        _ request: STUNMessage,
        _ attributes: [STUNAttribute],
        key: STUNIntegrityKey,
        to client: TransportAddress
    ) {
        let answer = STUNMessage(
            .successResponse,
            request.method,
            transactionID: request.transactionID,
            attributes: attributes
        )
        reply(answer.serialized(key: key), to: client)
    }

    private mutating func refuse(
        _ request: STUNMessage,
        _ error: STUNErrorCode,
        _ attributes: [STUNAttribute] = [],
        key: STUNIntegrityKey?,
        to client: TransportAddress
    ) {
        let answer = STUNMessage(
            .errorResponse,
            request.method,
            transactionID: request.transactionID,
            attributes: [.errorCode(error)] + attributes
        )
        reply(answer.serialized(key: key), to: client)
    }
}
