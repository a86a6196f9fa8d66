import STUN
import Wire

extension ICEAgent {
    /// RFC 8445 §7.3.1.1. `false`: the peer has to switch, and is told so by error 487.
    mutating func settleRoleConflict(with message: STUNMessage) -> Bool {
        switch role {
        case .controlling:
            guard let theirs = message.controllingTieBreaker else { return true }
            guard tieBreaker < theirs else { return false }
            change(role: .controlled)
        case .controlled:
            guard let theirs = message.controlledTieBreaker else { return true }
            guard tieBreaker >= theirs else { return false }
            change(role: .controlling)
        }
        return true
    }

    mutating func change(role new: Role) {
        guard role != new else { return }
        role = new
        for list in lists.indices {
            for pair in lists[list].pairs.indices {
                lists[list].pairs[pair].updatePriority(role: new)
                lists[list].pairs[pair].isNominationPending = false
            }
            lists[list].transactions.removeAll { $0.purpose == .nomination }
            lists[list].sort()
        }
        emit(.roleChanged(new))
    }

    /// Remembers the request on its pair, and follows its USE-CANDIDATE.
    mutating func noteRequest(_ check: ReceivedCheck, list: Int, pair: Int) {
        let isFirst = lists[list].pairs[pair].lastRequest == nil
        let isRepeated = lists[list].pairs[pair].lastRequest == check.transactionID
        lists[list].pairs[pair].lastRequest = check.transactionID
        lists[list].pairs[pair].lastRequestAt = latest
        guard check.usesCandidate, role == .controlled, !isRepeated else { return }
        lists[list].nominationCount += 1
        lists[list].pairs[pair].nominationOrder = lists[list].nominationCount
        lists[list].pairs[pair].nomination = isFirst ? .atFirstContact : .deliberate
        if lists[list].pairs[pair].state == .succeeded {
            follow(list: list, pair: pair)
        } else {
            lists[list].pairs[pair].isNominationPending = true
        }
    }

    /// The peer still uses the generation before the restart.
    mutating func nominateInPreviousList(_ check: ReceivedCheck) {
        guard lists.count > 1, let pair = lists[1].index(at: check.addresses), lists[1].pairs[pair].state == .succeeded else {
            return
        }
        noteRequest(check, list: 1, pair: pair)
    }

    /// The controlling side decides: its latest nomination counts, whatever our priorities say. Between pairs that were all
    /// nominated by their first check the better one counts, as it does for the side that nominates so (RFC 5245 §8.1.1.2).
    mutating func follow(list: Int, pair: Int) {
        let candidate = lists[list].pairs[pair]
        if let index = lists[list].selectedIndex {
            let selected = lists[list].pairs[index]
            guard selected.id != candidate.id else { return }
            let isAggressive = candidate.nomination == .atFirstContact && selected.nomination == .atFirstContact
            let isNewer = candidate.nominationOrder > selected.nominationOrder
            guard isAggressive ? candidate.priority > selected.priority : isNewer else { return }
        }
        select(list: list, pair: pair)
    }

    mutating func select(list: Int, pair: Int) {
        if let old = lists[list].selectedIndex { lists[list].pairs[old].isNominated = false }
        lists[list].pairs[pair].isNominated = true
        lists[list].pairs[pair].isNominationPending = false
        lists[list].selectedID = lists[list].pairs[pair].id
        let selected = lists[list].pairs[pair]
        if list == 0, lists.count > 1 {
            lingering = lists[1].validated
            lists.removeLast()
        }
        emit(.selectedPairChanged(selected))
    }

    /// Regular nomination (RFC 8445 §8.1.1): the best valid pair, once nothing better is left to try or time is up.
    mutating func nominateIfDue(_ now: MonotonicTime) {
        guard let pair = pairToNominate else { return }
        if lists[0].pairs[..<pair].contains(where: { ![.failed, .succeeded].contains($0.state) }) {
            guard let due = nominationDeadline, now >= due else { return }
        }
        send(.nomination, list: 0, pair: pair, now: now)
    }

    /// When the best valid pair is nominated although better ones are still being tried.
    var nominationDeadline: MonotonicTime? {
        guard pairToNominate != nil, let since = lists[0].firstValidAt else { return nil }
        return since + configuration.nominationDelay
    }

    private var pairToNominate: Int? {
        guard role == .controlling, lists[0].selectedID == nil,
            !lists[0].transactions.contains(where: { $0.purpose == .nomination })
        else { return nil }
        return lists[0].bestValidIndex
    }
}
