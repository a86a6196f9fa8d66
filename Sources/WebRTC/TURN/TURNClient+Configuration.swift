import Wire

extension TURNClient {
    /// Timers and limits; the defaults are what the TV uses.
    package struct Configuration: Hashable, Sendable {
        /// How requests over UDP are repeated.
        package var datagramRetransmission = RetransmissionTimer.Policy.datagrams
        /// How long an answer over a stream may take.
        package var streamRetransmission = RetransmissionTimer.Policy.streams
        /// How long before its end an allocation is refreshed (RFC 8656 §8 suggests a minute).
        package var refreshMargin: Duration = .seconds(60)
        /// Of the 300 s that a permission lasts (RFC 8656 §9).
        package var permissionRenewal: Duration = .seconds(240)
        package var permissionLifetime: Duration = .seconds(300)
        /// Of the 600 s that a channel lasts (RFC 8656 §12).
        package var channelRenewal: Duration = .seconds(540)
        package var channelLifetime: Duration = .seconds(600)
        /// A server may refuse a peer for good; it is asked again only after this time.
        package var refusalMemory: Duration = .seconds(60)

        package var maximumPermissions = 64
        package var maximumChannels = 16
        /// Packets to one peer that wait for its permission.
        package var maximumWaiting = 8
        /// How often in a row a request may meet a stale nonce.
        package var maximumStaleNonces = 3

        package init() {}
    }

    /// Running totals.
    package struct Statistics: Hashable, Sendable {
        /// To peers, inside indications or channels.
        package internal(set) var packetsSent: UInt64 = 0
        package internal(set) var packetsReceived: UInt64 = 0
        /// Of `packetsSent`, those with the short header.
        package internal(set) var channelPacketsSent: UInt64 = 0
        package internal(set) var requestsSent: UInt64 = 0
        /// Answers that nobody waited for, whose integrity is wrong, or that make no sense.
        package internal(set) var unexpected: UInt64 = 0
        /// For peers without permission, over limits, or too large.
        package internal(set) var dropped: UInt64 = 0
    }
}
