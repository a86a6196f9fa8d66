import Foundation
import JSON
import RoomServer
import SocketIOCore
import Testing
import Wire

/// The port for those who run the server, on a live one.
@Suite(.timeLimit(.minutes(2)))
struct OperatingPortTests {
    private static let token = "0123456789abcdef"

    /// Runs a server with an operating port.
    private func withOperatingPort(
        host: String = "127.0.0.1",
        _ configure: (inout RoomServerConfiguration) -> Void = { _ in },
        _ body: (_ port: Int, _ operating: Int) async throws -> Void
    ) async throws {
        try await withServer({
            $0.operating = OperatingConfiguration(
                listen: [RoomServerConfiguration.Listen(host: host, port: 0)],
                token: Redacted(Self.token)
            )
            configure(&$0)
        }) { server, port in
            try await body(port, Int(try #require(server.operatingAddresses.first).port))
        }
    }

    /// One request with the token.
    private func operate(_ port: Int, _ request: String, token: String = token, tls: Bool = false) async throws -> PlainResponse {
        try await ask(port, "\(request) HTTP/1.1\nHost: localhost\nAuthorization: Bearer \(token)", tls: tls)
    }

    private func json(_ response: PlainResponse) throws -> JSONObject {
        try #require(try JSONValue(parsing: response.body.trimmingCharacters(in: .newlines)).object)
    }

    @Test func asksForTheToken() async throws {
        try await withOperatingPort { port, operating in
            for path in ["/metrics", "/rooms", "/rooms/ABCDEF", "/nothing"] {
                let without = try await ask(operating, "GET \(path) HTTP/1.1\nHost: localhost")
                #expect(without.status == 401)
                #expect(without.headers["www-authenticate"] == "Bearer")
            }
            for path in ["/healthz", "/readyz"] {
                let without = try await ask(operating, "GET \(path) HTTP/1.1\nHost: localhost")
                #expect(without.status == 200)
            }
            let drain = try await ask(operating, "POST /drain HTTP/1.1\nHost: localhost\nContent-Length: 0")
            #expect(drain.status == 401)
            // None of it is on the public port, and none of Socket.IO on this one.
            #expect(try await operate(port, "GET /metrics").status == 404)
            #expect(try await operate(operating, "GET /socket.io/?EIO=4&transport=polling").status == 404)
            #expect(try await operate(operating, "GET /").status == 404)
        }
    }

    @Test(arguments: ["0123456789abcdeg", "0123456789abcde", "0123456789abcdefg", "", "\u{e9}"])
    func refusesAWrongToken(_ token: String) async throws {
        try await withOperatingPort { _, operating in
            let response = try await operate(operating, "GET /rooms", token: token)
            #expect(response.status == 401)
        }
    }

    @Test func slowsDownWhoTriesTokens() async throws {
        try await withOperatingPort { _, operating in
            var statuses: [Int] = []
            var right = try await operate(operating, "GET /rooms")
            // A try more is allowed every six seconds, which on a busy machine may be while this counts.
            while right.status != 429, statuses.count < 100 {
                repeat {
                    statuses.append(try await operate(operating, "GET /rooms", token: "wrong").status)
                } while statuses.last == 401 && statuses.count < 100
                right = try await operate(operating, "GET /rooms")
            }
            #expect(statuses.prefix(10).allSatisfy { $0 == 401 })
            #expect(statuses.count < 100)
            #expect(right.status == 429)
            #expect(right.headers["retry-after"].flatMap { Int($0) }.map { (1...6).contains($0) } == true)
        }
    }

    @Test func refusesATokenThatCanBeGuessed() async throws {
        await #expect(throws: RoomServerError.tokenTooShort) {
            try await withServer({
                $0.operating = OperatingConfiguration(listen: [], token: Redacted("short"))
            }) { _, _ in }
        }
    }

    @Test(.enabled(if: outerAddress != nil, "this machine has only loopback addresses"))
    func takesOnlyTLSFromOtherMachines() async throws {
        try await withOperatingPort(host: "*") { _, operating in
            let host = try #require(outerAddress)
            let request = "GET /metrics HTTP/1.1\nHost: x\nAuthorization: Bearer \(Self.token)"
            #expect(try await ask(operating, request, host: host).status == 403)
            #expect(try await ask(operating, request, host: host, tls: true).status == 200)
        }
    }

    @Test func showsMetricsThatNameNobody() async throws {
        try await withOperatingPort { port, operating in
            let tv = try await LiveClient("http://127.0.0.1:\(port)")
            try await tv.say("TV_REGISTER", ["name": "Hall"])
            let code = try #require(try await tv.next("TV_REGISTER_SUCCESS")["projCode"]?.string)
            let sender = try await LiveClient("http://127.0.0.1:\(port)")
            try await sender.say("CONNECT_TO_TV", ["projCode": .string(code), "username": "Ada"])
            _ = try await sender.next("CONNECT_TO_TV_SUCCESS")
            try await sender.say("RTC_Client_Offer_To_Server", ["offer": "v=0"])
            let peer = try await tv.next("RTC_Client_Offer_To_TV")["clientId"] ?? .null
            for _ in 0..<2 { try await tv.say("RTC_TV_Answer_To_Server", ["answer": "v=0", "clientId": peer]) }
            for _ in 0..<2 { _ = try await sender.next("RTC_TV_Answer_To_Client") }
            try await sender.say("CONNECT_TO_TV", ["projCode": "NNNNNN"])
            _ = try await sender.next("CONNECT_TO_TV_ERROR")
            let response = try await operate(operating, "GET /metrics")
            #expect(response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = Set(response.body.split(separator: "\n").map(String.init))
            for line in [
                "diascope_room_ready 1", "diascope_room_tvs 1", "diascope_room_registrations_total{result=\"new\"} 1",
                "diascope_room_joins_total{result=\"accepted\"} 1", "diascope_room_wrong_codes_total 1",
                "diascope_room_sessions{transport=\"websocket\",protocol=\"eio4\"} 2", "diascope_room_sessions_opened_total 2",
                "diascope_room_join_seconds_count 2", "diascope_room_join_seconds_bucket{le=\"+Inf\"} 2",
                "diascope_room_answer_seconds_count 1", "# TYPE diascope_room_join_seconds histogram",
                "# TYPE diascope_room_sessions gauge", "# TYPE process_cpu_seconds_total counter",
            ] {
                #expect(lines.contains(line), "\(line) in\n\(response.body)")
            }
            for secret in [code, "Hall", "Ada", "127.0.0.1"] { #expect(!response.body.contains(secret)) }
            // Every sample is of a metric whose type was told before it.
            var known: Set<Substring> = []
            for line in response.body.split(separator: "\n") {
                if line.hasPrefix("# TYPE ") { known.insert(line.split(separator: " ")[2]) }
                if line.hasPrefix("# TYPE "), line.hasSuffix(" histogram") {
                    for part in ["_bucket", "_sum", "_count"] { known.insert(line.split(separator: " ")[2] + part) }
                }
                if !line.hasPrefix("#") { #expect(known.contains(line.prefix { $0 != "{" && $0 != " " })) }
            }
            try await tv.stop()
            try await sender.stop()
        }
    }

    @Test func listsRoomsAndInterferes() async throws {
        try await withOperatingPort { port, operating in
            let tv = try await LiveClient("http://127.0.0.1:\(port)")
            try await tv.say("TV_REGISTER", ["name": "Hall"])
            let code = try #require(try await tv.next("TV_REGISTER_SUCCESS")["projCode"]?.string)
            let sender = try await LiveClient("http://127.0.0.1:\(port)")
            try await sender.say("CONNECT_TO_TV", ["projCode": .string(code), "username": "Ada"])
            let id = try #require(try await sender.next("CONNECT_TO_TV_SUCCESS")["clientId"]?.string)

            let rooms = try json(try await operate(operating, "GET /rooms"))["rooms"]?.array
            #expect(rooms?.count == 1)
            let room = try json(try await operate(operating, "GET /rooms/\(code.lowercased())"))
            #expect(room["code"]?.string == code && room["tvName"]?.string == "Hall" && room["live"]?.bool == true)
            #expect(room["senders"]?.array == [["clientId": .string(id), "username": "Ada"]])

            #expect(try await operate(operating, "DELETE /rooms/\(code)/senders/nobody").status == 404)
            #expect(try json(try await operate(operating, "DELETE /rooms/\(code)/senders/\(id)"))["evicted"]?.integer == 1)
            #expect(try await sender.next("RTC_Session_End")["reason"]?.string == "ended-by-tv")
            #expect(try await tv.next("RTC_Session_End")["clientId"]?.string == id)

            let new = try json(try await operate(operating, "POST /rooms/\(code)/rotate"))["code"]?.string
            #expect(try await tv.next("TV_REGISTER_SUCCESS")["projCode"]?.string == new)
            #expect(try await operate(operating, "GET /rooms/\(code)").status == 404)

            #expect(try await operate(operating, "DELETE /rooms/\(new ?? "")").status == 200)
            #expect(await tv.disconnected() == .transportClosed)
            try await tv.stop()
            try await sender.stop()
        }
    }

    @Test(arguments: [
        ("GET /rooms/", 404), ("GET /rooms/AB", 404), ("GET /rooms/ABCDEF/senders/1/2", 404), ("POST /rooms/ABCDEF/rotate", 404),
        ("GET /drain", 404), ("DELETE /rooms", 404), ("GET //", 404), ("POST /", 404),
    ])
    func answersWhatItDoesNotKnow(_ request: String, _ status: Int) async throws {
        try await withOperatingPort { _, operating in
            let response = try await operate(operating, request)
            #expect(response.status == status)
        }
    }

    @Test func drainsAndTakesClientsAgain() async throws {
        try await withOperatingPort { port, operating in
            let tv = try await LiveClient("http://127.0.0.1:\(port)")
            let drained = try await operate(operating, "POST /drain")
            #expect(drained.status == 503)
            #expect(try json(drained)["status"]?.string == "draining")
            #expect(await tv.disconnected() == .transportClosed)
            let handshake = "GET /socket.io/?EIO=4&transport=polling HTTP/1.1\nHost: localhost"
            #expect(try await ask(port, handshake).status == 503)
            #expect(try await ask(port, "GET /readyz HTTP/1.1\nHost: localhost").status == 503)
            #expect(try await operate(operating, "DELETE /drain").status == 200)
            #expect(try await ask(port, handshake).status == 200)
            await tv.connected()
            try await tv.stop()
        }
    }
}
