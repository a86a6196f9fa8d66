import Dialects
import RoomServer
import Testing
import Wire

@Suite("TURN credentials") struct TURNAccessTests {
    private let access = TURNAccess(
        urls: ["turn:turn.example.org?transport=udp"],
        secret: Redacted("s3cr3t-for-test"),
        timeToLive: .seconds(600)
    )

    @Test("the password is what OpenSSL makes of the user name")
    func signsTheUserName() {
        // printf %s 1800000600:ba7816bf8f01cfea | openssl dgst -sha1 -hmac s3cr3t-for-test -binary | base64
        let server = access.server(for: "abc", unixTime: 1_800_000_000)
        #expect(server.username == "1800000600:ba7816bf8f01cfea")
        #expect(server.credential?.exposed == "SdNxsc2eSw4hcoKOwlStRY5qs0k=")
        #expect(server.urls == ["turn:turn.example.org?transport=udp"])
    }

    @Test func eachRegistrationJoinAndOfferGetsFreshOnes() throws {
        var harness = RoomsHarness { $0.turn = access }
        harness.rooms.unixTime = 1000
        let id = harness.connect()
        let said = harness.tell(.register(code: nil, token: nil, name: nil), from: id)
        let tv = try RoomsHarness.tv(in: said)
        #expect(expiries(said) == ["1600"])
        harness.rooms.unixTime = 2000
        let sender = harness.connect(from: "198.51.100.7")
        let joined = harness.tell(.connect(code: tv.code, username: "Ada", resumeTicket: nil), from: sender)
        #expect(expiries(joined) == ["2600"])
        harness.rooms.unixTime = 3000
        let offered = harness.tell(.offer(description("offer"), negotiationID: "n"), from: sender)
        #expect(expiries(offered) == ["3600"])
        // TV and sender are not the same user.
        #expect(Set((said + joined).flatMap(users).map { $0.drop { $0 != ":" } }).count == 2)
    }

    private func users(_ output: RoomsOutput) -> [String] {
        let servers: [IceServer] =
            switch output {
            case .send(.registered(_, _, let servers, _), _): servers
            case .send(.connected(_, _, let servers, _), _): servers
            case .send(.offer(_, _, _, _, _, let servers), _): servers
            default: []
            }
        return servers.compactMap(\.username)
    }

    private func expiries(_ said: [RoomsOutput]) -> Set<String> {
        Set(said.flatMap(users).map { String($0.prefix { $0 != ":" }) })
    }
}
