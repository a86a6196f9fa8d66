import Wire

extension ICEAgent {
    /// RFC 7675 §5.1 for the pair in use, at a quicker pace while nothing is heard.
    mutating func maintainConsent(_ now: MonotonicTime) {
        guard let (list, index) = active else {
            consentPath = nil
            return
        }
        let pair = lists[list].pairs[index]
        if consentPath != pair.addresses {
            consentPath = pair.addresses
            lastConsentAt = nil
            nextConsentAt = now + consentInterval()
        }
        if let alive = pair.lastAlive, now - alive >= configuration.consentTimeout {
            revoke(list: list, pair: pair.id)
            return maintainConsent(now)
        }
        guard let due = nextConsentCheck, now >= due else { return }
        lastConsentAt = now
        nextConsentAt = now + consentInterval()
        statistics.consentRequestsSent += 1
        send(.consent, list: list, pair: index, now: now)
    }

    /// The next of: a consent check, the end of consent.
    var consentDeadline: MonotonicTime? {
        guard let (list, index) = active else { return nil }
        let expiry = lists[list].pairs[index].lastAlive.map { $0 + configuration.consentTimeout }
        return soonest(nextConsentCheck, expiry)
    }

    /// The next of: silence turning into `disconnected`, patience running out.
    var stateDeadline: MonotonicTime? {
        switch state {
        case .connected: lastAuthenticated.map { $0 + configuration.disconnectTimeout }
        case .checking: lists[0].checkingSince.map { $0 + configuration.patience }
        case .new, .disconnected, .failed: nil
        }
    }

    mutating func updateState(_ now: MonotonicTime) {
        let new: State
        if active != nil {
            let silence = lastAuthenticated.map { now - $0 } ?? .zero
            new = silence >= configuration.disconnectTimeout ? .disconnected : .connected
        } else if isConsentLost || lists[0].checkingSince.map({ now - $0 >= configuration.patience }) ?? false {
            new = .failed
        } else {
            new = lists[0].remoteKey == nil ? .new : .checking
        }
        guard new != state else { return }
        state = new
        emit(.stateChanged(new))
    }

    private var nextConsentCheck: MonotonicTime? {
        let silent = lastAuthenticated.map { $0 + configuration.silenceThreshold }
        let paced = lastConsentAt.map { $0 + configuration.silentCheckInterval }
        guard let silent else { return nextConsentAt }
        return soonest(nextConsentAt, paced.map { max(silent, $0) } ?? silent)
    }

    private mutating func revoke(list: Int, pair: CandidatePair.ID) {
        fail(pair: pair, list: list)
        if list > 0 {
            lingering = lists[list].validated
            lists.remove(at: list)
        }
        isConsentLost = true
    }

    private mutating func consentInterval() -> Duration {
        let range = configuration.consentInterval
        let width = max((range.upperBound - range.lowerBound).nanoseconds, 0)
        return range.lowerBound + .nanoseconds(Int64.random(in: 0...width, using: &generator))
    }
}
