package import STUN
package import Wire

extension TURNTestServer {
    package struct Configuration: Sendable {
        package var realm = "example.org"
        /// Passwords by user name.
        package var users: [String: String] = ["user": "password"]
        /// What it relays from; the port is made up.
        package var relayAddresses: [IPAddress] = [.v4(0xCB00_7105)]
        /// Seconds.
        package var lifetime: UInt32 = 600
        package var permissionLifetime: Duration = .seconds(300)
        package var channelLifetime: Duration = .seconds(600)
        /// What every Allocate request with right credentials is refused with.
        package var refusal: STUNErrorCode?
        /// Sends clients there with 300.
        package var alternateServer: TransportAddress?
        /// Peers nobody may reach.
        package var forbiddenPeers: Set<IPAddress> = []
        /// Signs its answers with a key of its own, as an impostor would.
        package var isImpostor = false
        /// Whether it answers 438 to everything.
        package var isEndlesslyStale = false

        package init() {}
    }

    package struct Statistics: Sendable, Equatable {
        package var bindings = 0
        package var requests: [STUNMethod: Int] = [:]
        package var sendIndications = 0
        package var channelDataReceived = 0
        package var channelDataSent = 0
        package var relayedToPeers = 0
        package var relayedToClients: UInt64 = 0
        /// For peers without permission, or channels nobody bound.
        package var refusedPackets = 0
        package var malformed = 0
        package var expired = 0
        package var released = 0
    }

    struct Allocation: Sendable {
        var relayed: [TransportAddress]
        var expiry: MonotonicTime
        /// For a request that came again because its answer was lost (RFC 8656 §7.2).
        var transactionID: STUNTransactionID
        var permissions: [IPAddress: MonotonicTime] = [:]
        var channels: [UInt16: (peer: TransportAddress, expiry: MonotonicTime)] = [:]
    }
}
