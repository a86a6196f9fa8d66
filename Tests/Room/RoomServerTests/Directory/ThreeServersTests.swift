import Dialects
import JSON
import LiveProcesses
import Testing

/// A TV and its sender at different servers, as far as signalling goes.
private struct Projection: Sendable {
    var number: Int
    var tv: Station
    var code: JSONValue
    var sender: Station
    /// As it was at the first join.
    var peer: JSONValue

    /// - Parameter ports: those of all servers; the TV begins at the first, the sender at the second.
    init(_ number: Int, _ ports: [Int]) async throws {
        self.number = number
        tv = try Station(ports) { heard in
            guard let registration = heard.last(where: { $0.message.event == "TV_REGISTER_SUCCESS" })?.message.arguments.first
            else {
                return ("TV_REGISTER", ["name": "TV"])
            }
            return ("TV_REGISTER", ["projCode": registration["projCode"] ?? .null, "token": registration["token"] ?? .null])
        }
        let registration = await tv.first { $0.message.event == "TV_REGISTER_SUCCESS" ? $0.message.arguments.first : nil }
        let code = registration["projCode"] ?? .null
        self.code = code
        sender = try Station(Array(ports.dropFirst()) + ports.prefix(1)) { heard in
            var payload: JSONObject = ["projCode": code, "username": "Ada"]
            payload["resumeTicket"] =
                heard.last { $0.message.event == "CONNECT_TO_TV_SUCCESS" }?.message.arguments.first?["resumeTicket"]
            return ("CONNECT_TO_TV", .object(payload))
        }
        let joined = await sender.first { $0.message.event == "CONNECT_TO_TV_SUCCESS" ? $0.message.arguments.first : nil }
        peer = joined["clientId"] ?? .null
        try await negotiate("first")
    }

    /// Offer, answer and a candidate each way.
    func negotiate(_ id: String) async throws {
        let id = JSONValue.string("\(id)-\(number)")
        try await sender.say("RTC_Client_Offer_To_Server", ["offer": ["type": "offer", "sdp": "v=0\r\n"], "negotiationId": id])
        try await sender.say("RTC_Candidate_Exchange", ["iceCandidate": ["candidate": id], "negotiationId": id])
        let offer = await tv.first {
            $0.message.event == "RTC_Client_Offer_To_TV" && $0.message.arguments.first?["negotiationId"] == id ? $0 : nil
        }
        #expect(offer.message.arguments.first?["clientId"] == peer)
        _ = await tv.first { $0.message.arguments.first?["iceCandidate"]?["candidate"] == id ? $0 : nil }
        try await tv.say(
            "RTC_TV_Answer_To_Server",
            ["answer": ["type": "answer", "sdp": "v=0"], "clientId": peer, "negotiationId": id]
        )
        try await tv.say("RTC_Candidate_Exchange", ["iceCandidate": ["candidate": id], "clientId": peer, "negotiationId": id])
        _ = await sender.first {
            $0.message.event == "RTC_TV_Answer_To_Client" && $0.message.arguments.first?["negotiationId"] == id ? $0 : nil
        }
        _ = await sender.first { $0.message.arguments.first?["iceCandidate"]?["candidate"] == id ? $0 : nil }
    }

    /// Nobody was told that the projection is over, or got another code or name.
    func isUndisturbed() -> Bool {
        let registrations = tv.heard.filter { $0.message.event == "TV_REGISTER_SUCCESS" }.map {
            $0.message.arguments.first?["projCode"]
        }
        let joins = sender.heard.filter { $0.message.event == "CONNECT_TO_TV_SUCCESS" }.map {
            $0.message.arguments.first?["clientId"]
        }
        let ends = (tv.heard + sender.heard).filter { $0.message.event == "RTC_Session_End" }
        let refusals = tv.heard.filter { $0.message.event == "TV_REGISTER_ERROR" }
        return ends.isEmpty && refusals.isEmpty && registrations.allSatisfy { $0 == code } && joins.allSatisfy { $0 == peer }
    }

    func registrations() -> [ContinuousClock.Instant] {
        tv.heard.filter { $0.message.event == "TV_REGISTER_SUCCESS" }.map(\.at)
    }
}

@Suite(.serialized, .timeLimit(.minutes(5)))
struct ThreeServersTests {
    private static let count = 200
    private static let limit: Duration = .seconds(15)

    /// Three servers and Redis, and 200 projections between any two of the servers.
    private func withProjections(_ body: (RedisServer, RoomNodes, [Projection]) async throws -> Void) async throws {
        let redis = try await RedisServer()
        let nodes = try await RoomNodes(3, redis: redis.url)
        let projections = try await start(at: nodes.ports)
        #expect(projections.allSatisfy { $0.isUndisturbed() })
        try await body(redis, nodes, projections)
        for projection in projections {
            try await projection.tv.stop()
            try await projection.sender.stop()
        }
        await nodes.stop()
        await redis.stop()
    }

    /// Each in a run of its own: a client that has lost three servers within a minute comes back ever later, as it should.
    @Test(arguments: 0..<3) func outliveTheEndOfAnyOneOfThem(server: Int) async throws {
        try await withProjections { _, nodes, projections in
            let tvs = projections.filter { $0.tv.port == nodes.ports[server] }
            let senders = projections.filter { $0.sender.port == nodes.ports[server] }
            #expect(!tvs.isEmpty && !senders.isEmpty)
            let killed = ContinuousClock.now
            await nodes.kill(server)
            var slowest = Duration.zero
            for projection in tvs {
                let back = await projection.tv.first { heard in
                    heard.message.event == "TV_REGISTER_SUCCESS" && heard.at > killed ? heard.at : nil
                }
                slowest = max(slowest, back - killed)
            }
            print("server \(server) killed: each of its \(tvs.count) TVs back under its own code after \(slowest)")
            #expect(slowest < Self.limit)
            for projection in senders {
                _ = await projection.sender.first { heard in
                    heard.message.event == "CONNECT_TO_TV_SUCCESS" && heard.at > killed ? true : nil
                }
            }
            try await negotiate(projections, "kill")
            print("server \(server) killed: every projection negotiated again after \(ContinuousClock.now - killed)")
            try await nodes.restart(server)
            try await negotiate(projections, "restart")
            #expect(projections.allSatisfy { $0.isUndisturbed() })
        }
    }

    @Test func outliveTheEndOfRedis() async throws {
        try await withProjections { redis, nodes, projections in
            let counts = projections.map { $0.registrations().count }
            await redis.kill()
            // TVs and senders at one server do not need it.
            let local = try await Projection(1000, [nodes.ports[2], nodes.ports[2]])
            let restarted = ContinuousClock.now
            try await redis.restart()
            try await negotiate(projections + [local], "redis")
            print("Redis killed: every projection negotiated again \(ContinuousClock.now - restarted) after its return")
            #expect(projections.map { $0.registrations().count } == counts)
            #expect(projections.allSatisfy { $0.isUndisturbed() })
            try await local.tv.stop()
            try await local.sender.stop()
        }
    }

    private func start(at ports: [Int]) async throws -> [Projection] {
        try await withThrowingTaskGroup(of: Projection.self) { group in
            for number in 0..<Self.count {
                let first = number % 3
                group.addTask { try await Projection(number, Array(ports[first...]) + ports[..<first]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func negotiate(_ projections: [Projection], _ id: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for projection in projections { group.addTask { try await projection.negotiate(id) } }
            try await group.waitForAll()
        }
    }
}
