import JSON
import LiveProcesses
import NIOCore
import NIOPosix
import RESP
import RedisClient
import RoomServer
import SocketIOServer
import Testing
import Wire

/// Servers in this process that share a real Redis.
@Suite(.timeLimit(.minutes(1)))
struct LiveClusterTests {
    private static let key = String(repeating: "3c", count: 32)

    private func withServers(
        at urls: [String],
        keys: [String]? = nil,
        _ body: ([RoomServer], [Int]) async throws -> Void
    ) async throws {
        var servers: [RoomServer] = []
        func add(_ index: Int) async throws {
            guard index < urls.count else {
                try await body(servers, servers.compactMap { $0.boundAddresses.first.map { Int($0.port) } })
                return
            }
            try await withServer { configuration in
                configuration.redis = RedisURL(urls[index]).map { RedisConfiguration(url: $0) }
                configuration.serverKey = Redacted(keys?[index] ?? Self.key)
                configuration.limits = ClientLimits()
                configuration.drain = .immediate
            } _: { server, _ in
                servers.append(server)
                try await add(index + 1)
            }
        }
        try await add(0)
    }

    /// Looks again and again; the suite's time limit ends it.
    private func until(_ condition: () async throws -> Bool) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        while try await !condition() { try await loop.scheduleTask(in: .milliseconds(20)) {}.futureResult.get() }
    }

    private func isUp(_ server: RoomServer) async throws -> Bool { try await server.statistics().directory?.isUp == true }

    private func tv(at port: Int) async throws -> (client: LiveClient, code: JSONValue, token: JSONValue) {
        let client = try await LiveClient("http://localhost:\(port)")
        try await client.say("TV_REGISTER", ["name": "Aula"])
        let registration = try await client.next("TV_REGISTER_SUCCESS")
        return (client, try #require(registration["projCode"]), try #require(registration["token"]))
    }

    private func join(_ code: JSONValue, at port: Int) async throws -> (client: LiveClient, answer: JSONValue) {
        let client = try await LiveClient("http://localhost:\(port)")
        let answer = try await client.ask("CONNECT_TO_TV", ["username": "Ada", "projCode": code])
        return (client, try #require(answer.first))
    }

    @Test func bringTVAndSenderTogetherInOrder() async throws {
        let redis = try await RedisServer()
        try await withServers(at: [redis.url, redis.url]) { servers, ports in
            for server in servers { try await until { try await isUp(server) } }
            let tv = try await tv(at: ports[0])
            let (sender, joined) = try await join(tv.code, at: ports[1])
            let peer = try #require(joined["clientId"])
            #expect(joined["tvName"] == "Aula")
            try await sender.say(
                "RTC_Client_Offer_To_Server",
                ["offer": ["type": "offer", "sdp": "v=0\r\n"], "negotiationId": "1"]
            )
            #expect(try await tv.client.next("RTC_Client_Offer_To_TV")["clientId"] == peer)
            try await tv.client.say("RTC_TV_Answer_To_Server", ["answer": ["type": "answer", "sdp": "v=0"], "clientId": peer])
            #expect(try await sender.next("RTC_TV_Answer_To_Client")["negotiationId"] == "1")
            for number in 0..<100 {
                let candidate: JSONValue = ["candidate": .string("\(number)")]
                try await sender.say("RTC_Candidate_Exchange", ["iceCandidate": candidate])
                try await tv.client.say("RTC_Candidate_Exchange", ["iceCandidate": candidate, "clientId": peer])
            }
            for number in 0..<100 {
                let expected = JSONValue.string("\(number)")
                #expect(try await tv.client.next("RTC_Candidate_Exchange")["iceCandidate"]?["candidate"] == expected)
                #expect(try await sender.next("RTC_Candidate_Exchange")["iceCandidate"]?["candidate"] == expected)
            }
            #expect(try await servers[0].statistics().senders == 1)
            try await sender.stop()
            try await until { try await servers[0].statistics().senders == 0 }
            try await tv.client.stop()
        }
        await redis.stop()
    }

    @Test func startWithoutRedisAndFindEachOtherLater() async throws {
        let port = UnusedPort.onLoopback()
        let url = "redis://127.0.0.1:\(port)"
        try await withServers(at: [url, url]) { servers, ports in
            let tv = try await tv(at: ports[0])
            let readyz = "GET /readyz HTTP/1.1\nHost: localhost"
            let apart = try await ask(ports[0], readyz)
            #expect(apart.status == 200 && apart.body == #"{"status":"ready","directory":"lost"}"#)
            let local = try await join(tv.code, at: ports[0])
            #expect(local.answer["clientId"] != nil)
            let (distant, refused) = try await join(tv.code, at: ports[1])
            #expect(refused["code"] == "tv-offline")
            let redis = try await RedisServer(port: port)
            for server in servers { try await until { try await isUp(server) } }
            #expect(try await ask(ports[0], readyz).body == #"{"status":"ready","directory":"up"}"#)
            try await until {
                try await distant.ask("CONNECT_TO_TV", ["username": "Ada", "projCode": tv.code]).first?["clientId"] != nil
            }
            for client in [tv.client, local.client, distant] { try await client.stop() }
            await redis.stop()
        }
    }

    @Test func goOnWhenTheLinkOfOneIsCut() async throws {
        let redis = try await RedisServer()
        let relay = try await LinkRelay.start(to: redis.port)
        try await withServers(at: ["redis://127.0.0.1:\(relay.port)", redis.url]) { servers, ports in
            for server in servers { try await until { try await isUp(server) } }
            let tv = try await tv(at: ports[0])
            let (sender, joined) = try await join(tv.code, at: ports[1])
            await relay.cut()
            try await until { try await !isUp(servers[0]) }
            let local = try await join(tv.code, at: ports[0])
            #expect(local.answer["clientId"] != nil)
            // Kept for the TV until the servers have found each other again.
            try await sender.say(
                "RTC_Client_Offer_To_Server",
                ["offer": ["type": "offer", "sdp": "v=0\r\n"], "negotiationId": "7"]
            )
            let lost = try await join(tv.code, at: ports[1])
            #expect(lost.answer["code"] == "unavailable")
            relay.mend()
            let offered = try await tv.client.next("RTC_Client_Offer_To_TV")
            #expect(offered["negotiationId"] == "7")
            #expect(offered["clientId"] == joined["clientId"])
            for client in [tv.client, sender, local.client, lost.client] { try await client.stop() }
        }
        await relay.stop()
        await redis.stop()
    }

    @Test func moveATVThatComesBackElsewhereDuringAPartition() async throws {
        let redis = try await RedisServer()
        let relay = try await LinkRelay.start(to: redis.port)
        try await withServers(at: ["redis://127.0.0.1:\(relay.port)", redis.url]) { servers, ports in
            for server in servers { try await until { try await isUp(server) } }
            let ghost = try await tv(at: ports[0])
            await relay.cut()
            try await until { try await !isUp(servers[0]) }
            let tv = try await LiveClient("http://localhost:\(ports[1])")
            try await tv.say("TV_REGISTER", ["projCode": ghost.code, "token": ghost.token])
            #expect(try await tv.next("TV_REGISTER_SUCCESS")["projCode"] == ghost.code)
            relay.mend()
            #expect(try await ghost.client.next("TV_REGISTER_ERROR")["code"] == "replaced")
            let (sender, joined) = try await join(ghost.code, at: ports[0])
            #expect(joined["clientId"] != nil)
            #expect(try await servers[1].statistics().liveTVs == 1)
            for client in [tv, sender, ghost.client] { try await client.stop() }
        }
        await relay.stop()
        await redis.stop()
    }

    @Test func doNotWaitForARedisThatHangs() async throws {
        let redis = try await RedisServer()
        try await withServers(at: [redis.url, redis.url]) { servers, ports in
            for server in servers { try await until { try await isUp(server) } }
            let tv = try await tv(at: ports[0])
            redis.freeze()
            let local = try await join(tv.code, at: ports[0])
            #expect(local.answer["clientId"] != nil)
            let late = try await self.tv(at: ports[1])
            redis.thaw()
            for server in servers { try await until { try await isUp(server) } }
            let (sender, _) = try await join(late.code, at: ports[0])
            try await until {
                try await sender.ask("CONNECT_TO_TV", ["username": "Ada", "projCode": late.code]).first?["clientId"] != nil
            }
            for client in [tv.client, late.client, local.client, sender] { try await client.stop() }
        }
        await redis.stop()
    }

    @Test func noticeAServerWithAnotherKey() async throws {
        let redis = try await RedisServer()
        try await withServers(at: [redis.url, redis.url], keys: [Self.key, String(repeating: "4d", count: 32)]) {
            servers,
            ports in
            try await until { try await servers[0].statistics().directory?.strangers == 1 }
            let tv = try await tv(at: ports[0])
            let stray = try await LiveClient("http://localhost:\(ports[1])")
            try await stray.say("TV_REGISTER", ["projCode": tv.code, "token": tv.token])
            #expect(try await stray.next("TV_REGISTER_ERROR")["code"] == "bad-token")
            try await stray.stop()
            try await tv.client.stop()
        }
        await redis.stop()
    }

    @Test func limitGuessesTogether() async throws {
        let redis = try await RedisServer()
        try await withServers(at: [redis.url, redis.url]) { servers, ports in
            for server in servers { try await until { try await isUp(server) } }
            var codes: [JSONValue?] = []
            for guess in 0..<7 {
                let (client, answer) = try await join("ZZZZZZ", at: ports[guess % 2])
                codes.append(answer["code"])
                try await client.stop()
            }
            #expect(codes == Array(repeating: "unavailable", count: 5) + Array(repeating: "rate-limited", count: 2))
        }
        await redis.stop()
    }

    @Test func areForgottenAtOnceWhenTheyStop() async throws {
        let redis = try await RedisServer()
        try await withServers(at: [redis.url]) { servers, ports in
            try await until { try await isUp(servers[0]) }
            let tv = try await tv(at: ports[0])
            try await withServers(at: [redis.url]) { others, _ in
                try await until { try await others[0].statistics().directory?.servers == 2 }
            }
            let nodes = try await redis.ask("ZCARD", "rs:1:nodes")
            #expect(nodes == "1")
            try await tv.client.stop()
        }
        #expect(try await redis.ask("KEYS", "rs:1:node*") == "")
        await redis.stop()
    }
}
