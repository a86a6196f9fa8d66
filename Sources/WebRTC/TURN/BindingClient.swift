import STUN
package import Wire

/// Asks a STUN server what our address looks like from outside (RFC 8489 §3, RFC 8445 §5.1.1.2): one request, repeated.
package struct BindingClient: Sendable {
    package enum Outcome: Hashable, Sendable {
        case mapped(TransportAddress)
        /// An error, or no answer.
        case failed
    }

    package private(set) var outcome: Outcome?
    /// The request, as often as it is to be sent.
    package let request: [UInt8]
    private let transactionID: STUNTransactionID
    private var timer: RetransmissionTimer

    /// `request` has to be sent at once.
    package init(
        now: MonotonicTime,
        policy: RetransmissionTimer.Policy = .datagrams,
        random: inout some RandomNumberGenerator
    ) {
        transactionID = STUNTransactionID(random: &random)
        request = STUNMessage(.request, transactionID: transactionID).serialized()
        timer = RetransmissionTimer(policy, now: now)
    }

    package var nextDeadline: MonotonicTime? { outcome == nil ? timer.deadline : nil }

    /// Whether `request` is to be sent again now.
    package mutating func handleTimeout(now: MonotonicTime) -> Bool {
        guard outcome == nil else { return false }
        switch timer.advance(now: now) {
        case .wait: return false
        case .repeatIt: return true
        case .giveUp:
            outcome = .failed
            return false
        }
    }

    /// Whether the message was the awaited answer. STUN servers have no key: what it says is believed only as far as that a
    /// candidate is made of it, which a check has to prove.
    package mutating func receive(_ datagram: Span<UInt8>) -> Bool {
        guard outcome == nil, let message = try? STUNMessage(parsing: datagram), message.method == .binding,
            message.transactionID == transactionID
        else { return false }
        switch message.messageClass {
        case .successResponse: outcome = message.mappedAddress.map { .mapped($0) } ?? .failed
        case .errorResponse: outcome = .failed
        case .request, .indication: return false
        }
        return true
    }
}
