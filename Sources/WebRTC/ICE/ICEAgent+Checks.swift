import STUN
package import Wire

extension ICEAgent {
    /// When `handleTimeout` is next due; in the past if it is due at once.
    package var nextDeadline: MonotonicTime? {
        var deadline = soonest(consentDeadline, stateDeadline)
        deadline = soonest(deadline, nominationDeadline)
        if lists[0].remoteKey != nil {
            if lists[0].checkingSince == nil { return latest }
            if mayHaveChecks {
                deadline = soonest(deadline, max(lastCheckAt.map { $0 + configuration.pacing } ?? latest, latest))
            }
        }
        for transaction in lists[0].transactions { deadline = soonest(deadline, transaction.nextAt) }
        return deadline
    }

    /// Does what is due: repeats and gives up checks, sends the next one, renews consent, notices silence.
    package mutating func handleTimeout(now: MonotonicTime) {
        latest = max(latest, now)
        retransmit(now)
        settle(now)
    }

    /// Everything that may follow from any input; the end of every call.
    mutating func settle(_ now: MonotonicTime) {
        if lists[0].remoteKey != nil, lists[0].checkingSince == nil { lists[0].checkingSince = now }
        sendNextCheck(now)
        nominateIfDue(now)
        maintainConsent(now)
        updateState(now)
    }

    private mutating func sendNextCheck(_ now: MonotonicTime) {
        guard mayHaveChecks, lists[0].remoteKey != nil else { return }
        if let lastCheckAt, now < lastCheckAt + configuration.pacing { return }
        guard let pair = lists[0].nextToCheck() else {
            mayHaveChecks = false
            return
        }
        lastCheckAt = now
        send(.check, list: 0, pair: pair, now: now)
    }

    mutating func send(_ purpose: CheckTransaction.Purpose, list: Int, pair index: Int, now: MonotonicTime) {
        guard let remoteKey = lists[list].remoteKey, let remote = lists[list].remoteCredentials else { return }
        let pair = lists[list].pairs[index]
        // RFC 8445 §7.1.
        var attributes: [STUNAttribute] = [
            .username("\(remote.usernameFragment):\(lists[list].localCredentials.usernameFragment)"),
            role == .controlling ? .iceControlling(tieBreaker) : .iceControlled(tieBreaker),
            .priority(pair.peerReflexivePriority),
        ]
        if purpose == .nomination { attributes.append(.useCandidate) }
        let message = STUNMessage(
            .request,
            transactionID: STUNTransactionID(random: &generator),
            attributes: attributes
        )
        let bytes = message.serialized(key: remoteKey)
        if purpose == .check {
            lists[list].stopRetransmissions(of: pair.id)
            lists[list].pairs[index].state = .inProgress
        }
        lists[list].pairs[index].lastSent = now
        prune(list: list, now: now)
        lists[list].transactions.append(
            CheckTransaction(
                id: message.transactionID,
                pair: pair.id,
                addresses: pair.addresses,
                purpose: purpose,
                role: role,
                bytes: bytes,
                sentAt: now,
                timeout: configuration.initialTimeout,
                nextAt: purpose == .consent ? nil : now + configuration.initialTimeout
            )
        )
        statistics.requestsSent += 1
        transmit(bytes, on: pair.addresses)
    }

    /// Forgets checks that nobody will answer any more.
    private mutating func prune(list: Int, now: MonotonicTime) {
        let oldest = now - configuration.consentTimeout
        lists[list].transactions.removeAll { $0.nextAt == nil && $0.sentAt <= oldest }
    }

    private mutating func retransmit(_ now: MonotonicTime) {
        var expired: [CheckTransaction] = []
        for index in lists[0].transactions.indices {
            let transaction = lists[0].transactions[index]
            guard let due = transaction.nextAt, due <= now else { continue }
            guard transaction.transmissions < configuration.maximumTransmissions else {
                expired.append(transaction)
                continue
            }
            let timeout = min(transaction.timeout * 2, configuration.maximumTimeout)
            lists[0].transactions[index].transmissions += 1
            lists[0].transactions[index].timeout = timeout
            lists[0].transactions[index].nextAt = now + timeout
            if let pair = lists[0].index(of: transaction.pair) { lists[0].pairs[pair].lastSent = now }
            statistics.requestsSent += 1
            transmit(transaction.bytes, on: transaction.addresses)
        }
        for transaction in expired {
            lists[0].transactions.removeAll { $0.id == transaction.id }
            fail(pair: transaction.pair, list: 0)
        }
    }

    /// No answer, or a refusal, to a check or nomination.
    mutating func fail(pair id: CandidatePair.ID, list: Int) {
        guard let pair = lists[list].index(of: id) else { return }
        lists[list].pairs[pair].state = .failed
        lists[list].pairs[pair].isNominated = false
        lists[list].pairs[pair].isNominationPending = false
        lists[list].stopRetransmissions(of: id)
        lists[list].transactions.removeAll { $0.pair == id && $0.purpose == .nomination }
        if lists[list].selectedID == id { lists[list].selectedID = nil }
        mayHaveChecks = true
    }
}
