import ICE
import STUN
import Wire

/// One agent, with the test playing the peer by hand.
final class SingleAgent {
    struct Packet: Equatable {
        var bytes: [UInt8]
        var addresses: AddressPair
    }

    static let local = address("192.168.1.10", 5000)
    static let remote = address("192.168.1.20", 6000)

    var agent: ICEAgent
    var now = MonotonicTime.seconds(100)
    var events: [ICEAgent.Event] = []
    private var nextID: UInt64 = 0

    init(
        role: ICEAgent.Role = .controlled,
        tieBreaker: UInt64 = 1 << 32,
        knowsPeer: Bool = true,
        configuration: ICEAgent.Configuration = ICEAgent.Configuration()
    ) {
        agent = ICEAgent(
            role: role,
            localCredentials: .ours,
            tieBreaker: tieBreaker,
            configuration: configuration,
            seed: 42
        )
        agent.addLocalCandidate(.host(Self.local))
        if knowsPeer { agent.setRemoteCredentials(.theirs) }
    }

    /// What was sent since the last call.
    func drain() -> [Packet] {
        var packets: [Packet] = []
        while let output = agent.pollOutput() {
            switch output {
            case .transmit(let bytes, let local, let remote):
                packets.append(Packet(bytes: bytes, addresses: AddressPair(local: local, remote: remote)))
            case .event(let event): events.append(event)
            }
        }
        return packets
    }

    /// Lets time pass, waking the agent whenever it asks to be; what it sent meanwhile.
    func advance(by duration: Duration) -> [Packet] {
        let end = now + duration
        var packets = drain()
        while let deadline = agent.nextDeadline, deadline <= end {
            now = max(now, deadline)
            agent.handleTimeout(now: now)
            packets += drain()
        }
        now = end
        agent.handleTimeout(now: now)
        return packets + drain()
    }

    func makeID() -> STUNTransactionID {
        nextID += 1
        return STUNTransactionID(high: 0xAAAA_AAAA, low: nextID)
    }

    /// A check as a browser sends it.
    func check(
        useCandidate: Bool = false,
        from remote: TransportAddress = SingleAgent.remote,
        id: STUNTransactionID? = nil,
        username: String? = nil,
        password: ICECredentials? = nil,
        role: STUNAttribute = .iceControlling(1),
        extra: [STUNAttribute] = []
    ) -> [UInt8] {
        var attributes: [STUNAttribute] = [
            .username(
                username ?? "\(agent.localCredentials.usernameFragment):\(agent.remoteCredentials?.usernameFragment ?? "them")"
            ),
            role, .priority(1_853_824_767),
        ]
        if useCandidate { attributes.append(.useCandidate) }
        let message = STUNMessage(.request, transactionID: id ?? makeID(), attributes: attributes + extra)
        return message.serialized(key: (password ?? agent.localCredentials).key)
    }

    func receive(
        _ bytes: [UInt8],
        from remote: TransportAddress = SingleAgent.remote,
        at local: TransportAddress = SingleAgent.local
    ) {
        agent.receive(bytes.span, local: local, remote: remote, now: now)
    }

    /// Answers a check of the agent as the peer would.
    func answer(
        _ packet: Packet,
        with code: STUNErrorCode? = nil,
        mapped: TransportAddress? = nil,
        credentials: ICECredentials = .theirs,
        from source: TransportAddress? = nil
    ) throws {
        let request = try STUNMessage(reading: packet.bytes)
        let response = STUNMessage(
            code == nil ? .successResponse : .errorResponse,
            transactionID: request.transactionID,
            attributes: [code.map { .errorCode($0) } ?? .xorMappedAddress(mapped ?? packet.addresses.local)]
        )
        receive(
            response.serialized(key: credentials.key),
            from: source ?? packet.addresses.remote,
            at: packet.addresses.local
        )
    }

    /// A check from `remote`, the agent's own check back, and its answer: the pair is valid.
    func connect(from remote: TransportAddress = SingleAgent.remote, useCandidate: Bool = true) throws {
        receive(check(useCandidate: useCandidate, from: remote), from: remote)
        let sent = drain() + advance(by: .milliseconds(300))
        for packet in requests(sent) where packet.addresses.remote == remote { try answer(packet) }
        events += []
        _ = drain()
    }

    func requests(_ packets: [Packet]) -> [Packet] {
        packets.filter { (try? STUNMessage(reading: $0.bytes))?.messageClass == .request }
    }

    func responses(_ packets: [Packet]) -> [STUNMessage] {
        packets.compactMap { try? STUNMessage(reading: $0.bytes) }.filter { $0.messageClass != .request }
    }
}
