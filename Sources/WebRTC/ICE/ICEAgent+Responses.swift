import STUN
import Wire

extension ICEAgent {
    /// RFC 8445 §7.2.5. Answers that fail a test are dropped without touching the check: the true one may still come.
    mutating func receiveResponse(
        _ message: STUNMessage,
        _ datagram: Span<UInt8>,
        on addresses: AddressPair,
        now: MonotonicTime
    ) {
        guard let (list, index) = transaction(message.transactionID) else { return statistics.drop(.unknownTransaction) }
        let transaction = lists[list].transactions[index]
        guard transaction.addresses == addresses else { return statistics.drop(.asymmetricResponse) }
        guard message.hasIntegrity, let key = lists[list].remoteKey else { return statistics.drop(.unauthenticated) }
        guard message.hasValidIntegrity(in: datagram, key: key) else { return statistics.drop(.wrongIntegrity) }
        if message.messageClass == .errorResponse {
            statistics.responsesReceived += 1
            heard(now)
            lists[list].transactions.remove(at: index)
            return receiveError(message.errorCode?.code, to: transaction, list: list)
        }
        guard let mapped = message.mappedAddress, message.unknownRequiredAttributes.isEmpty else {
            return statistics.drop(.malformed)
        }
        statistics.responsesReceived += 1
        heard(now)
        lists[list].transactions.remove(at: index)
        validate(addresses, in: list)
        guard let pair = lists[list].index(of: transaction.pair) else { return }
        lists[list].pairs[pair].lastResponse = now
        // An answer to a repeated check does not tell which of them it answers.
        if transaction.transmissions == 1 { lists[list].pairs[pair].sample(roundTripTime: now - transaction.sentAt) }
        switch transaction.purpose {
        case .check: succeed(list: list, pair: pair, mapped: mapped, now: now)
        case .nomination: if role == .controlling, list == 0 { select(list: list, pair: pair) }
        case .consent: break
        }
    }

    private func transaction(_ id: STUNTransactionID) -> (list: Int, index: Int)? {
        for (list, checkList) in lists.enumerated() {
            if let index = checkList.transactions.firstIndex(where: { $0.id == id }) { return (list, index) }
        }
        return nil
    }

    /// RFC 8445 §7.2.5.3.
    private mutating func succeed(list: Int, pair index: Int, mapped: TransportAddress, now: MonotonicTime) {
        let pair = lists[list].pairs[index]
        lists[list].stopRetransmissions(of: pair.id)
        lists[list].triggered.removeAll { $0 == pair.id }
        lists[list].pairs[index].state = .succeeded
        lists[list].unfreeze(foundation: pair.foundation)
        lists[list].firstValidAt = lists[list].firstValidAt ?? now
        mayHaveChecks = true
        isConsentLost = false
        if mapped != pair.addresses.local {
            // RFC 8445 §7.2.5.3.1: one that a STUN server has told of already, or a new one.
            let known = localCandidates.first { $0.transportAddress == mapped && $0.relatedAddress == pair.addresses.local }
            lists[list].pairs[index].local =
                known
                ?? ICECandidate(
                    foundation: ICECandidate.foundation(kind: .peerReflexive, base: pair.addresses.local.ip),
                    priority: pair.peerReflexivePriority,
                    address: .ip(mapped),
                    kind: .peerReflexive,
                    relatedAddress: pair.addresses.local
                )
        }
        if pair.isNominationPending {
            lists[list].pairs[index].isNominationPending = false
            follow(list: list, pair: index)
        }
    }

    private mutating func receiveError(_ code: Int?, to transaction: CheckTransaction, list: Int) {
        guard code == STUNErrorCode.roleConflict.code else {
            if transaction.purpose != .consent { fail(pair: transaction.pair, list: list) }
            return
        }
        // RFC 8445 §7.2.5.1. Two checks may be refused for the same role: the second must not switch back.
        if transaction.role == role {
            tieBreaker = generator.next()
            change(role: role.opposite)
        }
        if transaction.purpose == .check, list == 0, let pair = lists[0].index(of: transaction.pair),
            lists[0].pairs[pair].state == .inProgress
        {
            lists[0].trigger(pair)
            mayHaveChecks = true
        }
    }
}
