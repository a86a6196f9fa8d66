import JSON
import Testing
import Wire

@testable import SocketIOCore

struct SocketIOClientSessionTests {
    typealias Output = SocketIOClientSession.Output

    private struct Bench {
        var session: SocketIOClientSession
        var now = MonotonicTime.zero

        init(revision: EngineIORevision = .four, auth: JSONValue? = nil) {
            var configuration = SocketIOClientSession.Configuration()
            configuration.auth = auth
            session = SocketIOClientSession(configuration: configuration, now: .zero)
            session.recognise(revision)
        }

        static let open = #"0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#
        static let oldOpen = #"0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000}"#

        mutating func receive(_ text: String) throws -> [Output] {
            session.receive(try EngineIOPacket(text: text), now: now)
            return drain()
        }

        mutating func advance(_ duration: Duration) -> [Output] {
            let end = now + duration
            while let deadline = session.nextDeadline, deadline <= end {
                now = max(now, deadline)
                session.handleTimeout(now: now)
            }
            now = end
            return drain()
        }

        mutating func drain() -> [Output] {
            var outputs: [Output] = []
            while let output = session.pollOutput() { outputs.append(output) }
            return outputs
        }

        static func joined() throws -> Bench {
            var bench = Bench()
            _ = try bench.receive(open)
            _ = try bench.receive(#"40{"sid":"socket"}"#)
            return bench
        }
    }

    @Test func joinsAsSoonAsTheSessionIsOpen() throws {
        var bench = Bench(auth: ["token": "t"])
        #expect(try bench.receive(Bench.open) == [.send(.message(#"0{"token":"t"}"#))])
        #expect(try bench.receive(#"40{"sid":"socket","pid":"recovery"}"#) == [.connected(id: "socket")])
        #expect(bench.session.isConnected)
        #expect(bench.session.revision == .four)
    }

    @Test func emitsAndAcknowledgesOnceJoined() throws {
        var bench = try Bench.joined()
        let id = bench.session.makeAcknowledgementID()
        #expect(bench.session.emit(SocketIOEvent("a", [1], acknowledgement: id)) == true)
        bench.session.acknowledge(9, ["yes"])
        #expect(bench.drain() == [.send(.message(#"20["a",1]"#)), .send(.message(#"39["yes"]"#))])
        #expect(try bench.receive(#"430["answer"]"#) == [.acknowledged(id: 0, arguments: ["answer"])])
        #expect(try bench.receive(#"425["ask",1]"#) == [.event(SocketIOEvent("ask", [1], acknowledgement: 5))])
    }

    @Test func emitsNothingBeforeItHasJoined() throws {
        var bench = Bench()
        _ = try bench.receive(Bench.open)
        #expect(bench.session.emit(SocketIOEvent("early")) == false)
        #expect(bench.drain() == [])
    }

    @Test func keepsEventsThatComeBeforeTheAnswerToConnect() throws {
        var bench = Bench()
        _ = try bench.receive(Bench.open)
        #expect(try bench.receive(#"42["missed",1,"offset"]"#) == [])
        #expect(
            try bench.receive(#"40{"sid":"s"}"#) == [.connected(id: "s"), .event(SocketIOEvent("missed", [1, "offset"]))]
        )
    }

    @Test func boundsWhatComesBeforeTheAnswerToConnect() throws {
        var bench = Bench()
        _ = try bench.receive(Bench.open)
        for _ in 0..<256 { #expect(try bench.receive(#"42["missed"]"#) == []) }
        #expect(try bench.receive(#"42["missed"]"#).last == .closed(.protocolViolation))
    }

    @Test func answersPingsAndTakesTheirAbsenceForDeath() throws {
        var bench = try Bench.joined()
        for _ in 0..<5 {
            #expect(bench.advance(.seconds(44)) == [])
            #expect(try bench.receive("2") == [.send(.pong(""))])
        }
        #expect(try bench.receive(#"42["other packets don't count"]"#).count == 1)
        #expect(bench.advance(.seconds(45)) == [.send(.close), .closed(.pingTimeout)])
    }

    @Test func givesUpOnAServerThatNeverAnswers() throws {
        var silent = Bench()
        #expect(silent.advance(.seconds(20)) == [.send(.close), .closed(.connectTimeout)])
        var halfway = Bench()
        _ = try halfway.receive(Bench.open)
        #expect(halfway.advance(.seconds(20)) == [.send(.close), .closed(.connectTimeout)])
    }

    @Test func reportsARefusalWithItsReason() throws {
        var bench = Bench()
        _ = try bench.receive(Bench.open)
        let outputs = try bench.receive(#"44{"message":"Not authorized","data":{"code":7}}"#)
        #expect(outputs == [.refused(message: "Not authorized", data: ["code": 7]), .send(.close), .closed(.refused)])
    }

    @Test func reportsThatTheServerLeft() throws {
        var bench = try Bench.joined()
        #expect(try bench.receive("41") == [.send(.close), .closed(.serverDisconnect)])
    }

    @Test func takesCloseAndTheLossOfTheTransportForTheEnd() throws {
        var closed = try Bench.joined()
        #expect(try closed.receive("1") == [.closed(.transportClosed)])
        var lost = try Bench.joined()
        lost.session.transportClosed()
        #expect(lost.drain() == [.closed(.transportClosed)])
        #expect(lost.session.nextDeadline == nil)
    }

    @Test func leavesPolitely() throws {
        var bench = try Bench.joined()
        bench.session.disconnect()
        #expect(bench.drain() == [.send(.message("1")), .send(.close), .closed(.closedLocally)])
    }

    @Test(arguments: ["40", "4hello", "0{}", "0"])
    func closesWhenTheServerBreaksTheProtocolAtTheStart(text: String) throws {
        var bench = Bench()
        #expect(try bench.receive(text).last == .closed(.protocolViolation))
    }

    @Test func ignoresOtherNamespaces() throws {
        var bench = try Bench.joined()
        #expect(try bench.receive(#"42/other,["a"]"#) == [])
    }

    @Test func recognisesRevision3ByTheUnaskedConnect() throws {
        var bench = Bench()
        #expect(try bench.receive(Bench.oldOpen) == [])
        #expect(try bench.receive("40") == [.connected(id: nil)])
        #expect(bench.session.revision == .three)
        #expect(bench.advance(.seconds(25)) == [.send(.ping(""))])
        #expect(try bench.receive("3") == [])
        #expect(bench.advance(.seconds(25)) == [.send(.ping(""))])
        #expect(bench.advance(.seconds(20)) == [.send(.close), .closed(.pingTimeout)])
    }

    @Test func asksOldServersOfRevision4AfterAMoment() throws {
        var bench = Bench()
        _ = try bench.receive(Bench.oldOpen)
        #expect(bench.advance(.milliseconds(500)) == [.send(.message("0"))])
        #expect(try bench.receive(#"40{"sid":"s"}"#) == [.connected(id: "s")])
        #expect(bench.session.revision == .four)
    }

    @Test func neverAsksAServerKnownToBeOfRevision3() throws {
        var bench = Bench(revision: .three)
        #expect(try bench.receive(Bench.oldOpen) == [])
        #expect(bench.advance(.seconds(5)) == [])
        #expect(try bench.receive("40") == [.connected(id: nil)])
    }
}
