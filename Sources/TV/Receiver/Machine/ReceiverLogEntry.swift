package import Dialects

/// What is worth a line in the log. No secret is ever in one.
package enum ReceiverLogEntry: Sendable, Equatable {
    case registered(code: String)
    case registrationFailed(SignalingFailure, retryIn: Duration)
    case registrationUnanswered
    case sessionStarted(SessionID, name: String?)
    case sessionProjecting(SessionID, name: String?)
    case sessionInterrupted(SessionID, name: String?)
    case sessionEnded(SessionID, name: String?, SessionEndReason, detail: String)
    case senderRefused(name: String?, why: String)
}
