import DequeModule
import STUN
package import Wire

/// One allocation at a TURN server, over one socket or stream (RFC 8656), without sockets and clocks.
///
/// Call `start`, hand in what the server sends, and after every call drain `pollOutput()` until it is `nil` and arm a timer
/// for `nextDeadline`. Whoever carries the bytes knows the server's address; this client does not.
package struct TURNClient: Sendable {
    package enum Output: Hashable, Sendable {
        /// To the server.
        case transmit([UInt8])
        /// From a peer, by way of the relay.
        case received([UInt8], relayed: TransportAddress, peer: TransportAddress)
        case event(Event)
    }

    package enum Event: Hashable, Sendable {
        /// The relay works: an address for each family, and what our own address looks like to the server.
        case allocated(relayed: [TransportAddress], mapped: TransportAddress?)
        /// The server has forgotten the allocation, such as when a translator gave us another address; a new one is asked for.
        case lost(relayed: [TransportAddress])
        /// Over, for good; before that, `lost` where there was an allocation.
        case failed(TURNFailure)
    }

    enum State: Equatable {
        case idle
        case allocating
        case allocated
        case ended
    }

    let configuration: Configuration
    let credentials: TURNCredentials
    /// Whether TCP or TLS carries the messages: nothing is repeated, and ChannelData is padded.
    let isStream: Bool

    var state = State.idle
    package internal(set) var relayedAddresses: [TransportAddress] = []
    package internal(set) var mappedAddress: TransportAddress?
    package internal(set) var statistics = Statistics()
    var generator: TransactionGenerator
    var realm: [UInt8]?
    var nonce: [UInt8]?
    var key: STUNIntegrityKey?
    var requests: [ServerRequest] = []
    var permissions: [IPAddress: Permission] = [:]
    var channels: [TransportAddress: Channel] = [:]
    var peers: [UInt16: TransportAddress] = [:]
    var nextChannel = ChannelData.numbers.lowerBound
    var refreshAt: MonotonicTime?
    var outputs: Deque<Output> = []

    /// - Parameter seed: makes transaction IDs.
    package init(
        credentials: TURNCredentials,
        isStream: Bool,
        configuration: Configuration = Configuration(),
        seed: UInt64
    ) {
        self.credentials = credentials
        self.isStream = isStream
        self.configuration = configuration
        generator = TransactionGenerator(seed: seed)
    }

    package var isAllocated: Bool { state == .allocated }
    package var isEnded: Bool { state == .ended }

    /// Asks for an allocation; on a stream once it is open.
    package mutating func start(now: MonotonicTime) {
        guard state == .idle else { return }
        state = .allocating
        send(.allocate, now: now)
    }

    /// Finds out whether the server still knows the allocation, which it does not if our own address has changed.
    package mutating func verify(now: MonotonicTime) {
        guard state == .allocated, !requests.contains(where: { $0.purpose == .refresh }) else { return }
        send(.refresh, now: now)
    }

    /// Gives the allocation back. Said once: the server forgets it by itself if that is lost.
    package mutating func close(now: MonotonicTime) {
        guard state == .allocated || (state == .allocating && key != nil) else { return end() }
        send(.release, now: now)
        end()
    }

    /// The stream to the server is gone.
    package mutating func streamLost() {
        fail(.streamLost)
    }

    /// The next thing to do, in order; `nil`: nothing before the next input or `nextDeadline`.
    package mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    package var nextDeadline: MonotonicTime? {
        guard state != .ended else { return nil }
        var deadline = refreshAt
        for request in requests { deadline = soonest(deadline, request.timer.deadline) }
        for permission in permissions.values { deadline = soonest(deadline, permission.deadline) }
        for channel in channels.values { deadline = soonest(deadline, channel.deadline) }
        return deadline
    }

    /// Does what is due: repeats requests and gives them up, renews what is in use, forgets what is not.
    package mutating func handleTimeout(now: MonotonicTime) {
        guard state != .ended else { return }
        repeatRequests(now: now)
        if let refreshAt, now >= refreshAt {
            self.refreshAt = nil
            verify(now: now)
        }
        renewPermissions(now: now)
        renewChannels(now: now)
    }

    mutating func fail(_ failure: TURNFailure) {
        guard state != .ended else { return }
        if state == .allocated { outputs.append(.event(.lost(relayed: relayedAddresses))) }
        end()
        outputs.append(.event(.failed(failure)))
    }

    private mutating func end() {
        state = .ended
        forget()
    }

    /// Drops everything that belonged to the allocation.
    mutating func forget() {
        requests = []
        permissions = [:]
        channels = [:]
        peers = [:]
        relayedAddresses = []
        mappedAddress = nil
        refreshAt = nil
    }
}
