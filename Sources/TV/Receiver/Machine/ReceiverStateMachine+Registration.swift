import Dialects
import Wire

extension ReceiverStateMachine {
    mutating func signalingConnected(now: MonotonicTime) {
        if let holdUntil, holdUntil > now {
            phase = .holding(until: holdUntil)
        } else {
            register(now: now)
        }
    }

    mutating func registered(_ registration: Registration) {
        guard phase != .disconnected else { return }
        phase = .registered
        hasRegistered = true
        refusal = nil
        refusalsInARow = 0
        replacementsInARow = 0
        holdUntil = nil
        code = registration.code
        token = registration.token
        iceServers = registration.iceServers
        senderURL = registration.senderURL
        place = registration.place
        log(.registered(code: registration.code))
        let waiting = unsent
        unsent = []
        for (_, command) in waiting { act(.sendSignaling(command)) }
    }

    mutating func registrationFailed(_ failure: SignalingFailure, now: MonotonicTime) {
        var hadCode = token != nil
        if case .registering(_, let withCode) = phase { hadCode = withCode }
        refusal = failure
        if failure.code == .badToken || failure.code == .invalidCode {
            // What is on the screen is not ours any more: it may lead to another TV.
            code = nil
            token = nil
            if hadCode {
                refusal = nil
                log(.registrationFailed(failure, retryIn: .zero))
                if phase != .disconnected { register(now: now) }
                return
            }
        }
        hold(retryDelay(after: failure), failure, now: now)
    }

    mutating func forgetCodeAndRegister(now: MonotonicTime) {
        code = nil
        token = nil
        let wasReplaced = refusal?.code == .replaced
        if wasReplaced {
            // With another code there is nobody left to fight.
            refusal = nil
            holdUntil = nil
            replacementsInARow = 0
        }
        switch phase {
        case .registered, .registering: register(now: now)
        case .holding where wasReplaced: register(now: now)
        case .holding, .disconnected, .stopped: break
        }
    }

    mutating func registrationTimeout(now: MonotonicTime) {
        switch phase {
        case .registering(let due, _) where now >= due:
            phase = .disconnected
            log(.registrationUnanswered)
            act(.dropSignaling)
        case .holding(let until) where now >= until:
            holdUntil = nil
            register(now: now)
        default: break
        }
    }

    var registrationWaits: [(wait: Wait, at: MonotonicTime)] {
        switch phase {
        case .registering(let due, _): [(.registrationReply, due)]
        case .holding(let until): [(refusal?.code == .replaced ? .replacedRetry : .registrationRetry, until)]
        case .disconnected, .registered, .stopped: []
        }
    }

    private mutating func register(now: MonotonicTime) {
        let hasToken = token != nil
        phase = .registering(due: now + Wait.registrationReply.limit, withCode: hasToken)
        act(.sendSignaling(.register(code: hasToken ? code : nil, token: token, name: settings.name)))
    }

    private mutating func retryDelay(after failure: SignalingFailure) -> Duration {
        let delay: Duration
        if failure.code == .replaced {
            delay = Wait.replacedRetry.limit(after: replacementsInARow)
            replacementsInARow += 1
        } else {
            delay = Wait.registrationRetry.limit(after: refusalsInARow)
            refusalsInARow += 1
        }
        return max(delay, failure.retryAfter ?? .zero)
    }

    private mutating func hold(_ delay: Duration, _ failure: SignalingFailure, now: MonotonicTime) {
        holdUntil = now + delay
        if phase != .disconnected { phase = .holding(until: now + delay) }
        log(.registrationFailed(failure, retryIn: delay))
    }
}
