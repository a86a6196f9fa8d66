import JSON
import Testing
import Wire

@testable import SocketIOCore

struct SocketIOServerSessionTests {
    typealias Output = SocketIOServerSession.Output

    private struct Bench {
        var session = SocketIOServerSession(connectTimeout: .seconds(45), maximumAttachmentBytes: 1000, now: .zero)
        var random = SystemRandomNumberGenerator()

        mutating func receive(_ text: String) -> [Output] {
            session.receive(text: text, now: .zero, random: &random)
            return drain()
        }

        mutating func receive(_ bytes: [UInt8]) -> [Output] {
            session.receive(binary: bytes, now: .zero, random: &random)
            return drain()
        }

        mutating func drain() -> [Output] {
            var outputs: [Output] = []
            while let output = session.pollOutput() { outputs.append(output) }
            return outputs
        }

        static func joined() -> Bench {
            var bench = Bench()
            _ = bench.receive("0")
            return bench
        }
    }

    private let violation: [Output] = [.close(.protocolViolation)]

    @Test func joinsTheRootNamespaceBeforeItSaysAnythingElse() throws {
        var bench = Bench()
        let outputs = bench.receive(#"0{"token":"123"}"#)
        guard case .send(let packet)? = outputs.first, case .connected("/", let id, let auth)? = outputs.last else {
            Issue.record("\(outputs)")
            return
        }
        #expect(outputs.count == 2)
        #expect(packet == SocketIOPacket(.connect, data: ["sid": .string(id.description)]))
        #expect(auth == ["token": "123"])
    }

    @Test(arguments: ["/random", "/custom?x=1"])
    func refusesANamespaceThatDoesNotExist(namespace: String) {
        var bench = Bench()
        let packet = SocketIOPacket(.connectError, namespace: namespace, data: ["message": "Invalid namespace"])
        #expect(bench.receive("0\(namespace),") == [.send(packet)])
        #expect(packet.text == "4\(namespace),{\"message\":\"Invalid namespace\"}")
        #expect(bench.receive("0").count == 2)
    }

    @Test(arguments: ["abc", #"2["a"]"#, "1", #"0[]"#, #"0"a""#, "31[]", #"4{"message":"x"}"#, "", "7"])
    func endsWhenAnythingButConnectComesFirst(text: String) {
        var bench = Bench()
        #expect(bench.receive(text) == violation)
        #expect(bench.receive("0") == [])
    }

    @Test func endsWithoutAConnectInTime() {
        var bench = Bench()
        #expect(bench.session.nextDeadline == .zero + .seconds(45))
        bench.session.handleTimeout(now: .zero + .seconds(44))
        #expect(bench.drain() == [])
        bench.session.handleTimeout(now: .zero + .seconds(45))
        #expect(bench.drain() == [.close(.connectTimeout)])
    }

    @Test func hasNoDeadlineOnceJoined() {
        #expect(Bench.joined().session.nextDeadline == nil)
    }

    @Test func reportsEventsAndAcknowledgements() {
        var bench = Bench.joined()
        #expect(bench.receive(#"2["message",1,"2"]"#) == [.event(SocketIOEvent("message", [1, "2"]), namespace: "/")])
        #expect(bench.receive(#"2456["ask"]"#) == [.event(SocketIOEvent("ask", acknowledgement: 456), namespace: "/")])
        #expect(bench.receive(#"37["yes"]"#) == [.acknowledged(namespace: "/", id: 7, arguments: ["yes"])])
    }

    @Test func reportsBinaryEvents() {
        var bench = Bench.joined()
        let placeholders: [JSONValue] = [["_placeholder": true, "num": 0], ["_placeholder": true, "num": 1]]
        #expect(bench.receive(#"52-["m",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#) == [])
        #expect(bench.receive([1, 2, 3]) == [])
        #expect(
            bench.receive([4, 5, 6]) == [
                .event(SocketIOEvent("m", placeholders, attachments: [[1, 2, 3], [4, 5, 6]]), namespace: "/")
            ]
        )
    }

    @Test func ignoresEventsNamedByNumbers() {
        var bench = Bench.joined()
        #expect(bench.receive("2[1,2]") == [])
        #expect(bench.session.ignoredEvents == 1)
        #expect(bench.session.isConnected())
    }

    @Test(arguments: [
        "0", "abc", "2{}", #"2abc["a"]"#, "2[]", #"2["connect"]"#, #"2/custom,["a"]"#, "1/custom,", "7", "",
        #"4{"message":"x"}"#, #"511-["a"]"#,
    ])
    func endsAtWhatAJoinedClientMayNotSend(text: String) {
        var bench = Bench.joined()
        #expect(bench.receive(text) == violation)
    }

    @Test func endsAtBinaryOutOfPlace() {
        var bench = Bench.joined()
        #expect(bench.receive([1]) == violation)
    }

    @Test func letsAClientLeaveAndJoinAgain() {
        var bench = Bench.joined()
        #expect(bench.receive("1") == [.disconnected(namespace: "/")])
        #expect(bench.session.nextDeadline == .zero + .seconds(45))
        #expect(bench.receive("0").count == 2)
    }

    @Test func saysGoodbyeBeforeItEnds() {
        var bench = Bench.joined()
        bench.session.disconnect()
        #expect(bench.drain() == [.send(SocketIOPacket(.disconnect)), .close(.serverDisconnect)])
        #expect(bench.receive(#"2["late"]"#) == [])
        bench.session.send(SocketIOEvent("late").packet())
        #expect(bench.drain() == [])
    }
}
