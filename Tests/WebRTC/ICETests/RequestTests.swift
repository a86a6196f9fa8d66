import ICE
import STUN
import Testing
import Wire

/// What the agent makes of the peer's checks.
@Suite struct RequestTests {
    @Test func answersAnAuthenticatedCheck() throws {
        let single = SingleAgent()
        let id = STUNTransactionID(high: 7, low: 8)
        let request = single.check(id: id)
        single.receive(request)
        let sent = single.drain()
        let response = try STUNMessage(reading: try #require(sent.first).bytes)
        #expect(sent[0].addresses == AddressPair(local: SingleAgent.local, remote: SingleAgent.remote))
        #expect(response.messageClass == .successResponse)
        #expect(response.transactionID == id)
        #expect(response.mappedAddress == SingleAgent.remote)
        #expect(response.hasFingerprint)
        #expect(response.isAuthentic(in: sent[0].bytes, ICECredentials.ours.key))
        // No amplifier: an answer is hardly longer than the question.
        #expect(sent[0].bytes.count <= request.count + 40)
        #expect(single.agent.isValidated(local: SingleAgent.local, remote: SingleAgent.remote))
        #expect(!single.agent.isValidated(local: SingleAgent.local, remote: address("192.168.1.20", 6001)))
        #expect(single.agent.lastAuthenticated == single.now)
    }

    /// DTLS in STUN (0xC070, 0xC071) and network costs (0xC057): optional, so passed over, and nothing of it comes back.
    @Test func answersAChecksUnknownOptionalAttributesByNone() throws {
        let single = SingleAgent()
        let placeholder = single.check(extra: [.useCandidate])
        let offset = try #require(placeholder.indices.first { Array(placeholder[$0...].prefix(4)) == [0x00, 0x25, 0, 0] })
        let piggyback: [UInt8] = [0xC0, 0x70, 0, 8, 22, 254, 255, 0, 0, 0, 0, 0, 0xC0, 0x71, 0, 4, 1, 2, 3, 4]
        let unsigned = Array(placeholder[..<offset]) + [0xC0, 0x57, 0, 4, 0, 1, 3, 231] + piggyback
        single.receive(Self.resigned(unsigned, key: ICECredentials.ours.key))
        let packets = single.drain()
        let response = try #require(single.responses(packets).first)
        #expect(response.messageClass == .successResponse)
        #expect(response.attributes.count == 1 && response.mappedAddress == SingleAgent.remote)
    }

    @Test func checksBackAtOnce() throws {
        let single = SingleAgent()
        single.receive(single.check())
        let packets = single.drain()
        let checks = single.requests(packets)
        #expect(checks.count == 1)
        let request = try STUNMessage(reading: try #require(checks.first).bytes)
        #expect(request.username == "them:ours")
        #expect(request.isAuthentic(in: checks[0].bytes, ICECredentials.theirs.key))
        #expect(request.hasFingerprint)
        #expect(request.priority == ICECandidate.priority(kind: .peerReflexive, localPreference: .max))
        #expect(request.controlledTieBreaker == 1 << 32)
        #expect(!request.usesCandidate)
        #expect(single.agent.pairs.first?.remote.kind == .peerReflexive)
        #expect(single.agent.pairs.first?.remote.priority == 1_853_824_767)
    }

    enum Forgery: CaseIterable {
        case noIntegrity, noFingerprint, noUsername, otherPassword, otherLocalHalf, otherRemoteHalf, noColon, flippedBit
    }

    @Test(arguments: Forgery.allCases)
    func dropsForgedChecksSilently(_ forgery: Forgery) {
        let single = SingleAgent()
        let id = single.makeID()
        let attributes: [STUNAttribute] = [.username("ours:them"), .iceControlling(1), .priority(1), .useCandidate]
        let message = STUNMessage(.request, transactionID: id, attributes: attributes)
        let anonymous = STUNMessage(.request, transactionID: id, attributes: Array(attributes.dropFirst()))
        let (bytes, reason): ([UInt8], ICEAgent.DropReason) =
            switch forgery {
            case .noIntegrity: (message.serialized(), .unauthenticated)
            case .noFingerprint: (message.serialized(key: ICECredentials.ours.key, fingerprint: false), .unauthenticated)
            case .noUsername: (anonymous.serialized(key: ICECredentials.ours.key), .unauthenticated)
            case .otherPassword: (single.check(password: .theirs), .wrongIntegrity)
            case .otherLocalHalf: (single.check(username: "other:them"), .unknownUsername)
            case .otherRemoteHalf: (single.check(username: "ours:other"), .unknownUsername)
            case .noColon: (single.check(username: "ours"), .unknownUsername)
            case .flippedBit: (single.check().enumerated().map { $0 == 30 ? $1 ^ 1 : $1 }, .malformed)
            }
        single.receive(bytes)
        #expect(single.drain().isEmpty)
        #expect(single.agent.statistics.dropped(reason) == 1)
        #expect(!single.agent.isValidated(local: SingleAgent.local, remote: SingleAgent.remote))
        #expect(single.agent.lastAuthenticated == nil)
        #expect(single.agent.pairs.isEmpty)
    }

    @Test func refusesRequiredAttributesItDoesNotKnow() throws {
        let single = SingleAgent()
        // DONT-FRAGMENT (0x001A) is unknown here: put in by hand, before the integrity.
        let placeholder = single.check(extra: [.useCandidate])
        let offset = try #require(placeholder.indices.first { Array(placeholder[$0...].prefix(4)) == [0x00, 0x25, 0, 0] })
        var bytes = Array(placeholder[..<(offset + 4)])
        bytes[offset + 1] = 0x1A
        single.receive(Self.resigned(bytes, key: ICECredentials.ours.key))
        let packets = single.drain()
        let response = try #require(single.responses(packets).first)
        #expect(response.messageClass == .errorResponse)
        #expect(response.errorCode?.code == 420)
        #expect(response.attributes.contains(.unknownAttributes([STUNAttributeType(rawValue: 0x001A)])))
        #expect(single.agent.pairs.isEmpty)
    }

    /// Raw attributes with integrity and fingerprint put after them, by way of a message of the same length.
    static func resigned(_ unsigned: [UInt8], key: STUNIntegrityKey) -> [UInt8] {
        var bytes = unsigned
        func setLength(_ count: Int) {
            bytes[2] = UInt8(truncatingIfNeeded: count >> 8)
            bytes[3] = UInt8(truncatingIfNeeded: count)
        }
        setLength(bytes.count - 20 + 24)
        bytes += [0x00, 0x08, 0, 20] + HMACSHA1.code(for: bytes, key: "our password of 24 chars")
        setLength(bytes.count - 20 + 8)
        let sum = CRC32.checksum(bytes.span) ^ 0x5354_554E
        bytes += [0x80, 0x28, 0, 4] + (0..<4).map { UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32($0))) }
        return bytes
    }

    @Test(arguments: [
        (ICEAgent.Role.controlling, STUNAttribute.iceControlling(4), ICEAgent.Role.controlling, true),
        (.controlling, .iceControlling(5), .controlling, true), (.controlling, .iceControlling(6), .controlled, false),
        (.controlled, .iceControlled(4), .controlling, false), (.controlled, .iceControlled(5), .controlling, false),
        (.controlled, .iceControlled(6), .controlled, true), (.controlled, .iceControlling(9), .controlled, false),
    ])
    func settlesRoleConflictsByTieBreaker(
        _ role: ICEAgent.Role,
        _ theirs: STUNAttribute,
        _ result: ICEAgent.Role,
        _ isRefused: Bool
    ) {
        let single = SingleAgent(role: role, tieBreaker: 5)
        single.receive(single.check(role: theirs))
        let packets = single.drain()
        let response = single.responses(packets).first
        #expect(single.agent.role == result)
        #expect(response?.messageClass == (isRefused ? .errorResponse : .successResponse))
        #expect(response?.errorCode?.code == (isRefused ? 487 : nil))
        #expect(single.events.contains(.roleChanged(result)) == (role != result))
    }

    @Test func answersEarlyChecksAndTakesThemUpOnceThePeerIsKnown() throws {
        let single = SingleAgent(knowsPeer: false)
        single.receive(single.check(useCandidate: true))
        single.receive(single.check(username: "ours:someone"), from: address("192.168.1.66", 6))
        let early = single.drain()
        #expect(single.responses(early).count == 2)
        #expect(single.requests(early).isEmpty)
        #expect(single.agent.state == .new)
        single.agent.setRemoteCredentials(.theirs)
        let checks = single.requests(single.advance(by: .milliseconds(10)))
        #expect(checks.map(\.addresses.remote) == [SingleAgent.remote])
        try single.answer(try #require(checks.first))
        #expect(single.agent.selectedPair?.addresses.remote == SingleAgent.remote)
    }

    @Test func keepsABoundedNumberOfEarlyChecks() {
        let single = SingleAgent(knowsPeer: false)
        for port in 1...20 {
            let remote = address("192.168.1.20", UInt16(port))
            single.receive(single.check(from: remote), from: remote)
        }
        #expect(single.responses(single.drain()).count == 20)
        #expect(single.agent.statistics.dropped(.tooManyEarlyChecks) == 4)
    }

    @Test func answersChecksWhateverTheState() throws {
        let single = SingleAgent()
        try single.connect()
        _ = single.advance(by: .seconds(60))
        #expect(single.agent.state == .failed)
        single.receive(single.check())
        let packets = single.drain()
        #expect(single.responses(packets).first?.messageClass == .successResponse)
        // And the check back can revive it.
        try single.answer(try #require(single.requests(packets).first))
        #expect(single.agent.state == .connected)
    }

    @Test func leavesIndicationsAndOtherMethodsAside() {
        let single = SingleAgent()
        single.receive(STUNMessage(.indication, transactionID: single.makeID()).serialized())
        single.receive(STUNMessage(.request, STUNMethod(rawValue: 3), transactionID: single.makeID()).serialized())
        #expect(single.drain().isEmpty)
        #expect(single.agent.statistics.dropped(.unsupported) == 2)
    }

    @Test(arguments: [("224.0.0.251", 5353), ("192.168.1.20", 0), ("0.0.0.0", 6000), ("255.255.255.255", 6000)])
    func neverAnswersTo(_ ip: String, _ port: UInt16) {
        let single = SingleAgent()
        single.receive(single.check(), from: address(ip, port))
        #expect(single.drain().isEmpty)
        #expect(single.agent.statistics.dropped(.unusableSource) == 1)
    }

    @Test func neverTrapsOnDamagedMessages() {
        let single = SingleAgent()
        var generator = TestGenerator(seed: 3)
        let original = single.check(useCandidate: true)
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            single.receive(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))))
        }
        #expect(single.agent.statistics.requestsReceived == 0)
    }
}
