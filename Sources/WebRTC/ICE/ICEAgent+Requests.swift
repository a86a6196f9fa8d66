import STUN
package import Wire

extension ICEAgent {
    /// A datagram that begins like STUN, from `remote`, on the socket bound to `local`.
    package mutating func receive(
        _ datagram: Span<UInt8>,
        local: TransportAddress,
        remote: TransportAddress,
        now: MonotonicTime
    ) {
        latest = max(latest, now)
        guard let message = try? STUNMessage(parsing: datagram) else { return statistics.drop(.malformed) }
        guard message.method == .binding, message.messageClass != .indication else { return statistics.drop(.unsupported) }
        let addresses = AddressPair(local: local, remote: remote)
        if message.messageClass == .request {
            receiveRequest(message, datagram, on: addresses, now: now)
        } else {
            receiveResponse(message, datagram, on: addresses, now: now)
        }
        settle(now)
    }

    private mutating func receiveRequest(
        _ message: STUNMessage,
        _ datagram: Span<UInt8>,
        on addresses: AddressPair,
        now: MonotonicTime
    ) {
        guard ICEAgent.isUsable(addresses.remote) else { return statistics.drop(.unusableSource) }
        guard message.hasFingerprint, message.hasIntegrity, let username = message.username else {
            return statistics.drop(.unauthenticated)
        }
        // Their USERNAME is our fragment, a colon, their fragment (RFC 8445 §7.2.2).
        let halves = username.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let list = lists.firstIndex(where: { $0.accepts(local: halves[0], remote: halves[1]) }) else {
            return statistics.drop(.unknownUsername)
        }
        let key = lists[list].localKey
        guard message.hasValidIntegrity(in: datagram, key: key) else { return statistics.drop(.wrongIntegrity) }
        statistics.requestsReceived += 1
        heard(now)
        guard message.unknownRequiredAttributes.isEmpty else {
            return respond(
                to: message,
                .errorResponse,
                [.errorCode(.unknownAttribute), .unknownAttributes(message.unknownRequiredAttributes)],
                key: key,
                on: addresses
            )
        }
        guard settleRoleConflict(with: message) else {
            return respond(to: message, .errorResponse, [.errorCode(.roleConflict)], key: key, on: addresses)
        }
        respond(to: message, .successResponse, [.xorMappedAddress(addresses.remote)], key: key, on: addresses)
        validate(addresses, in: list)
        let check = ReceivedCheck(
            addresses: addresses,
            priority: message.priority,
            usesCandidate: message.usesCandidate,
            transactionID: message.transactionID,
            remoteFragment: String(halves[1])
        )
        if list > 0 {
            nominateInPreviousList(check)
        } else if lists[0].remoteCredentials == nil {
            queue(check)
        } else {
            takeUp(check)
        }
    }

    private mutating func respond(
        to request: STUNMessage,
        _ messageClass: STUNClass,
        _ attributes: [STUNAttribute],
        key: STUNIntegrityKey,
        on addresses: AddressPair
    ) {
        let response = STUNMessage(messageClass, transactionID: request.transactionID, attributes: attributes)
        transmit(response.serialized(key: key), on: addresses)
        statistics.responsesSent += 1
    }

    mutating func validate(_ addresses: AddressPair, in list: Int) {
        // Bounded as pairs and candidates are: a peer that checks from ever new ports gets no further.
        guard lists[list].validated.count < configuration.maximumPairs * 2, !lists[list].validated.contains(addresses) else {
            return
        }
        let isNew = !isValidated(local: addresses.local, remote: addresses.remote)
        lists[list].validated.insert(addresses)
        if isNew { emit(.validated(local: addresses.local, remote: addresses.remote)) }
    }

    private mutating func queue(_ check: ReceivedCheck) {
        if let known = lists[0].earlyChecks.firstIndex(where: { $0.addresses == check.addresses }) {
            if check.usesCandidate { lists[0].earlyChecks[known] = check }
        } else if lists[0].earlyChecks.count < configuration.maximumEarlyChecks {
            lists[0].earlyChecks.append(check)
        } else {
            statistics.drop(.tooManyEarlyChecks)
        }
    }

    /// What an answered check means for its pair: a triggered check (RFC 8445 §7.3.1.4) and perhaps a nomination.
    mutating func takeUp(_ check: ReceivedCheck) {
        guard let local = localCandidates.first(where: { $0.transportAddress == check.addresses.local }),
            let remote = remoteCandidate(at: check.addresses.remote, priority: check.priority)
        else { return }
        addPair(local, remote)
        guard let index = lists[0].index(at: check.addresses) else { return }
        let pair = lists[0].pairs[index]
        switch pair.state {
        case .succeeded:
            // A pair in reserve gets no consent checks: before it is used again it has to prove itself anew.
            let isInUse = active.map { $0.list == 0 && $0.pair == index } ?? false
            if !isInUse, let answered = pair.lastResponse, latest - answered >= configuration.consentTimeout / 2 {
                lists[0].trigger(index)
            }
        case .inProgress:
            // Ours may have been stopped by a translator that theirs has opened; but the answer may also be on its way.
            if let sent = pair.lastSent, latest - sent >= configuration.pacing { lists[0].trigger(index) }
        case .frozen, .waiting, .failed: lists[0].trigger(index)
        }
        mayHaveChecks = true
        noteRequest(check, list: 0, pair: index)
    }
}

extension CheckList {
    /// The peer's half cannot be compared before it is known.
    func accepts(local: Substring, remote: Substring) -> Bool {
        local == localCredentials.usernameFragment
            && (remoteCredentials.map { $0.usernameFragment == remote } ?? true)
    }
}
