import Dialects
import Wire

extension ReceiverStateMachine {
    /// The moment at which the code is to be renewed, as far as the policy wants it and nobody projects.
    var codeRenewalDue: MonotonicTime? {
        guard isRegistered, sessions.isEmpty, code != nil else { return nil }
        let tooOld = settings.codePolicy.interval.flatMap { interval in codeSince.map { $0 + interval } }
        return soonest(tooOld, renewalAfterSession)
    }

    /// Follows what became of the code, and renews it when that is due.
    mutating func keepCodePolicy(now: MonotonicTime) {
        if code != datedCode {
            datedCode = code
            codeSince = code == nil ? nil : now
            renewalAfterSession = nil
        }
        guard let due = codeRenewalDue, now >= due else { return }
        renewalAfterSession = nil
        forgetCodeAndRegister(now: now)
    }

    /// Someone was on the screen and has left it.
    mutating func presentationEnded(_ reason: SessionEndReason, now: MonotonicTime) {
        guard settings.codePolicy.renewsAfterSession else { return }
        // A sender that was cut off may be on its way back, with this code.
        renewalAfterSession = reason == .mediaLost ? now + Wait.codeRenewal.limit : now
    }
}
