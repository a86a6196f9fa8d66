package import Wire

/// When a request to a server is sent again, and when it is given up (RFC 8489 §6.2).
package struct RetransmissionTimer: Hashable, Sendable {
    /// How requests are repeated.
    package struct Policy: Hashable, Sendable {
        /// RTO; doubles each time.
        package var initialTimeout: Duration
        /// Rc: how often a request is sent in all.
        package var maximumTransmissions: Int
        /// How long after the last one an answer is still awaited.
        package var lastTimeout: Duration

        package init(initialTimeout: Duration, maximumTransmissions: Int, lastTimeout: Duration) {
            self.initialTimeout = initialTimeout
            self.maximumTransmissions = maximumTransmissions
            self.lastTimeout = lastTimeout
        }

        /// 19.75 s in all. RFC 8489 begins with 500 ms; 250 ms is what browsers do, and a lost Allocate costs the less.
        package static let datagrams = Policy(
            initialTimeout: .milliseconds(250),
            maximumTransmissions: 7,
            lastTimeout: .seconds(4)
        )
        /// Streams repeat by themselves; Ti of RFC 8489 §6.2.2.
        package static let streams = Policy(
            initialTimeout: .milliseconds(39_500),
            maximumTransmissions: 1,
            lastTimeout: .milliseconds(39_500)
        )
    }

    private let policy: Policy
    private var transmissions = 1
    private var timeout: Duration
    /// When `advance` is due.
    package private(set) var deadline: MonotonicTime

    /// Starts with the first transmission.
    package init(_ policy: Policy, now: MonotonicTime) {
        self.policy = policy
        timeout = policy.initialTimeout
        deadline = now + (policy.maximumTransmissions > 1 ? policy.initialTimeout : policy.lastTimeout)
    }

    package enum Step: Sendable {
        case wait
        case repeatIt
        case giveUp
    }

    package mutating func advance(now: MonotonicTime) -> Step {
        guard now >= deadline else { return .wait }
        guard transmissions < policy.maximumTransmissions else { return .giveUp }
        transmissions += 1
        timeout = timeout * 2
        deadline = now + (transmissions == policy.maximumTransmissions ? policy.lastTimeout : timeout)
        return .repeatIt
    }
}
