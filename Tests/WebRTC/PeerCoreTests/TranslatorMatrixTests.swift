import ICE
import NetworkEmulator
import PeerCore
import TURN
import TURNTestServer
import Testing
import VP8TestSender
import Wire

/// Who reaches whom by which candidates: both sides' translators against the servers there are.
@Suite("NAT matrix", .serialized) struct TranslatorMatrixTests {
    enum Servers: String, CaseIterable {
        case none
        case stun
        case turn

        var list: [ICEServer] {
            switch self {
            case .none: []
            case .stun: [FarCall.stun]
            case .turn: [FarCall.stun, FarCall.turn]
            }
        }
    }

    struct Row: CustomTestStringConvertible {
        var sender: AddressTranslator.Kind?
        var tv: AddressTranslator.Kind?
        var servers: Servers

        var testDescription: String {
            "sender \(sender?.rawValue ?? "open"), TV \(tv?.rawValue ?? "open"), servers \(servers.rawValue)"
        }

        /// Whether a direct path exists: one side is open, or a mapping of each can be foretold by the other.
        var isDirect: Bool {
            guard let sender, let tv else { return true }
            guard servers != .none else { return false }
            let kinds = [sender, tv]
            guard kinds.contains(.symmetric) else { return true }
            // A symmetric one comes from a port nobody knew: only those who do not filter ports let that in.
            return kinds.contains { $0 == .fullCone || $0 == .restrictedCone }
        }
    }

    static let rows: [Row] = {
        let kinds: [AddressTranslator.Kind?] = [nil] + AddressTranslator.Kind.allCases
        return kinds.flatMap { sender in
            kinds.flatMap { tv in Servers.allCases.map { Row(sender: sender, tv: tv, servers: $0) } }
        }
    }()

    @Test(arguments: rows) func connectsWhereverAConnectionIsPossible(row: Row) throws {
        var plan = FarCall.Plan()
        plan.senderTranslator = row.sender
        plan.tvTranslator = row.tv
        plan.servers = row.servers.list
        let call = try FarCall(plan)
        call.negotiate()
        let isPossible = row.isDirect || row.servers == .turn
        let connected = try call.run(.seconds(isPossible ? 10 : 40)) { $0.frames > 0 || $0.end != nil }
        #expect(connected)
        guard isPossible else {
            #expect(call.end == .mediaPathLost)
            return
        }
        #expect(call.end == nil)
        try call.run(.seconds(2))
        #expect(try call.isProjecting())
        let kinds = [call.statistics.localCandidateType, call.statistics.remoteCandidateType]
        #expect(kinds.contains(.relay) != row.isDirect, "\(call.path)")
        // The TV's own kind: what stands between it and the sender.
        if row.isDirect, row.sender == nil, row.tv == nil { #expect(call.path == "host-host") }
        if row.isDirect, row.tv != nil { #expect([.serverReflexive, .peerReflexive].contains(kinds[0]), "\(call.path)") }
        if row.isDirect, row.tv == nil { #expect(kinds[0] == .host, "\(call.path)") }
    }

    /// One building, two networks that are kept apart (guests and TVs), one way out.
    @Test("behind the same translator", arguments: AddressTranslator.Kind.allCases, [true, false])
    func connectsBehindTheSameTranslator(kind: AddressTranslator.Kind, hairpins: Bool) throws {
        for servers in Servers.allCases {
            var plan = FarCall.Plan()
            plan.commonTranslator = AddressTranslator(kind, outside: FarCall.senderOutside, hairpins: hairpins)
            plan.servers = servers.list
            let call = try FarCall(plan)
            call.negotiate()
            // Both share one symmetric translator: neither can foretell the other's port.
            let isDirect = hairpins && kind != .symmetric && servers != .none
            let isPossible = isDirect || servers == .turn
            #expect(try call.run(.seconds(isPossible ? 10 : 40)) { $0.frames > 0 || $0.end != nil })
            guard isPossible else {
                #expect(call.end == .mediaPathLost, "\(servers)")
                continue
            }
            try call.run(.seconds(2))
            #expect(try call.isProjecting())
            let kinds = [call.statistics.localCandidateType, call.statistics.remoteCandidateType]
            #expect(kinds.contains(.relay) != isDirect, "\(servers): \(call.path)")
        }
    }

    @Test("IPv6 passes the translators by", arguments: AddressTranslator.Kind.allCases, Servers.allCases)
    func takesIPv6WhereBothHaveIt(kind: AddressTranslator.Kind, servers: Servers) throws {
        var plan = FarCall.Plan()
        plan.senderTranslator = kind
        plan.tvTranslator = kind
        plan.servers = servers.list
        plan.withIPv6 = [.near, .far]
        let call = try FarCall(plan)
        call.negotiate()
        #expect(try call.run(.seconds(10)) { $0.frames > 0 })
        try call.run(.seconds(2))
        #expect(try call.isProjecting())
        #expect(call.path == "host-host")
    }

    @Test("IPv6 on one side only changes nothing", arguments: NetworkEmulator.Side.allCases)
    func doesWithoutIPv6WhereOneHasNone(side: NetworkEmulator.Side) throws {
        var plan = FarCall.Plan()
        plan.senderTranslator = .portRestrictedCone
        plan.tvTranslator = .symmetric
        plan.withIPv6 = [side]
        let call = try FarCall(plan)
        call.negotiate()
        #expect(try call.run(.seconds(10)) { $0.frames > 0 })
        #expect(try call.isProjecting())
        #expect(call.path.contains("relay"))
    }

    @Test("a translator that restarts in mid-session is survived", arguments: [NetworkEmulator.Side.near, .far])
    func survivesARebinding(side: NetworkEmulator.Side) throws {
        for kind in AddressTranslator.Kind.allCases where kind != .symmetric {
            var plan = FarCall.Plan()
            plan.senderTranslator = kind
            plan.tvTranslator = kind
            let call = try FarCall(plan)
            call.negotiate()
            try #require(try call.run(.seconds(10)) { $0.frames > 10 })
            call.network.rebindTranslator(before: side)
            let came = call.frames
            let back = try call.run(.seconds(8)) { $0.frames > came + 5 }
            if !back {
                // What the sender's page does at `disconnected`.
                call.negotiate(restartingICE: true)
                #expect(try call.run(.seconds(10)) { $0.frames > came + 5 }, "\(kind)")
            }
            #expect(call.end == nil)
        }
    }

    @Test("an allocation whose translator restarts is made anew with the next offer")
    func allocatesAnewAfterARebinding() throws {
        var plan = FarCall.Plan()
        plan.tvPolicy = .relay
        plan.tvTranslator = .symmetric
        plan.senderTranslator = .symmetric
        let call = try FarCall(plan)
        call.negotiate()
        try #require(try call.run(.seconds(10)) { $0.frames > 10 })
        call.network.rebindTranslator(before: .far)
        try call.run(.seconds(4))
        call.negotiate(restartingICE: true)
        #expect(try call.isProjecting(within: .seconds(10)))
        #expect(call.statistics.localCandidateType == .relay)
        #expect(call.statistics.relayProtocol == .udp)
    }
}
