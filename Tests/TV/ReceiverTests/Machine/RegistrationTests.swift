import Dialects
import Receiver
import Testing
import Wire

@Suite struct RegistrationTests {
    @Test func asksForACodeAndShowsIt() {
        var harness = Harness()
        #expect(harness.shown == [.starting(.connecting)])
        #expect(harness.machine.state == .starting)
        harness.handle(.signalingConnected)
        #expect(harness.machine.state == .registering)
        #expect(harness.sent == [.register(code: nil, token: nil, name: "Hall")])
        harness.clear()
        harness.register()
        #expect(harness.machine.state == .waiting)
        #expect(harness.shown == [.code(CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .connected))])
        #expect(harness.actions.contains(.persist(code: "AB23CD", token: Redacted("t1"))))
        #expect(harness.sent == [.state(policy: .takeover, presenter: nil, state: .waiting)])
    }

    @Test func asksForTheRememberedCodeAndShowsItMeanwhile() {
        var harness = Harness(code: "AB23CD", token: "t1")
        #expect(harness.shown == [.code(CodeScreen(code: "AB23CD", connection: .connecting))])
        harness.handle(.signalingConnected)
        #expect(harness.sent == [.register(code: "AB23CD", token: Redacted("t1"), name: "Hall")])
        harness.clear()
        harness.register()
        #expect(!harness.actions.contains { if case .persist = $0 { true } else { false } })
    }

    @Test func neverShowsARememberedCodeWithoutItsToken() {
        let harness = Harness(code: "123456", token: nil)
        #expect(harness.shown == [.starting(.connecting)])
    }

    @Test func keepsShowingTheCodeWhileTheServerIsAway() {
        var harness = Harness.waiting()
        harness.handle(.signalingDisconnected)
        let away = CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .reconnecting)
        #expect(harness.shown == [.code(away)])
        harness.advance(.seconds(86_400))
        #expect(harness.shown == [.code(away)])
        #expect(harness.machine.state == .waiting)
        harness.handle(.signalingConnected)
        #expect(harness.sent == [.register(code: "AB23CD", token: Redacted("t1"), name: "Hall")])
        harness.clear()
        harness.register()
        #expect(harness.shown == [.code(CodeScreen(code: "AB23CD", senderURL: "https://tv/", connection: .connected))])
    }

    @Test func showsWhateverCodeAStockServerGivesEachTime() {
        var harness = Harness()
        harness.handle(.signalingConnected)
        harness.register(code: "111111", token: nil)
        harness.handle(.signalingDisconnected)
        harness.handle(.signalingConnected)
        #expect(harness.sent.last == .register(code: nil, token: nil, name: "Hall"))
        harness.register(code: "222222", token: nil)
        #expect(harness.machine.projectionCode == "222222")
        #expect(harness.actions.contains(.persist(code: "222222", token: nil)))
    }

    @Test(arguments: [SignalingFailure.Code.badToken, .invalidCode])
    func givesUpACodeThatIsNotOursAndAsksForANewOne(_ code: SignalingFailure.Code) {
        var harness = Harness(code: "AB23CD", token: "t1")
        harness.handle(.signalingConnected)
        harness.clear()
        harness.signal(.registrationFailed(SignalingFailure(code: code)))
        #expect(harness.actions.contains(.persist(code: nil, token: nil)))
        #expect(harness.shown == [.starting(.connecting)])
        #expect(harness.sent == [.register(code: nil, token: nil, name: "Hall")])
    }

    @Test func doesNotHammerAServerThatGivesNoCode() {
        var harness = Harness()
        harness.handle(.signalingConnected)
        harness.clear()
        var delays: [Duration] = []
        for _ in 0..<6 {
            harness.signal(.registrationFailed(SignalingFailure(code: .badToken, message: "no")))
            #expect(harness.sent.isEmpty)
            let until = harness.machine.nextDeadline ?? .zero
            delays.append(until - harness.now)
            harness.advance(until - harness.now)
            #expect(harness.sent == [.register(code: nil, token: nil, name: "Hall")])
            harness.clear()
        }
        #expect(delays == [.seconds(5), .seconds(10), .seconds(20), .seconds(40), .seconds(60), .seconds(60)])
    }

    @Test func waitsAsLongAsTheServerAsks() {
        var harness = Harness(code: "AB23CD", token: "t1")
        harness.handle(.signalingConnected)
        harness.clear()
        harness.signal(.registrationFailed(SignalingFailure(code: .rateLimited, message: "slow down", retryAfter: .seconds(90))))
        #expect(harness.shown == [.code(CodeScreen(code: "AB23CD", connection: .refused(message: "slow down", isForNow: true)))])
        // A new connection is no way round it.
        harness.handle(.signalingDisconnected)
        harness.handle(.signalingConnected)
        harness.advance(.milliseconds(89_999))
        #expect(harness.sent.isEmpty)
        harness.advance(.milliseconds(1))
        #expect(harness.sent == [.register(code: "AB23CD", token: Redacted("t1"), name: "Hall")])
    }

    @Test func doesNotFightATVWithTheSameIdentity() {
        var harness = Harness.projecting()
        harness.signal(.registrationFailed(SignalingFailure(code: .replaced)))
        #expect(harness.machine.state == .projecting)
        #expect(harness.machine.connection == .replaced)
        harness.handle(.signalingDisconnected)
        harness.handle(.signalingConnected)
        #expect(harness.machine.connection == .replaced)
        #expect(!harness.sent.contains { if case .register = $0 { true } else { false } })
        let id = harness.machine.sessions[0].id
        for _ in 0..<59 {
            harness.advance(.seconds(1))
            harness.peer(id, .heard(at: harness.now))
        }
        #expect(!harness.sent.contains { if case .register = $0 { true } else { false } })
        harness.advance(.seconds(1))
        #expect(harness.sent.last == .register(code: "AB23CD", token: Redacted("t1"), name: "Hall"))
        harness.signal(.registrationFailed(SignalingFailure(code: .replaced)))
        #expect(harness.machine.waits.contains { $0.wait == .replacedRetry && $0.at == harness.now + .seconds(120) })
    }

    @Test func aNewCodeIsAskedForAtOnceAndTheOldOneGoes() {
        var harness = Harness.projecting()
        harness.handle(.newCodeWanted)
        #expect(harness.actions.contains(.persist(code: nil, token: nil)))
        #expect(harness.sent.first == .register(code: nil, token: nil, name: "Hall"))
        #expect(harness.machine.state == .projecting)
        harness.register(code: "NEW234", token: "t2")
        #expect(harness.machine.projectionCode == "NEW234")
    }

    @Test func aNewCodeEndsAFightOverTheOldOne() {
        var harness = Harness.waiting()
        harness.signal(.registrationFailed(SignalingFailure(code: .replaced)))
        harness.clear()
        harness.handle(.newCodeWanted)
        #expect(harness.sent == [.register(code: nil, token: nil, name: "Hall")])
        #expect(harness.machine.connection == .reconnecting)
    }

    @Test func ignoresARegistrationOfAConnectionThatIsGone() {
        var harness = Harness()
        harness.handle(.signalingConnected)
        harness.handle(.signalingDisconnected)
        harness.register()
        #expect(harness.machine.projectionCode == nil)
    }

    @Test func tellsTheServerOfAChangedPolicy() {
        var harness = Harness.waiting()
        harness.handle(.settings(ReceiverSettings(name: "Hall", policy: .refuse)))
        #expect(harness.sent == [.state(policy: .refuse, presenter: nil, state: .waiting)])
    }
}
