import Testing
import Wire

@testable import Supervision

@Suite struct HeartbeatsTests {
    private enum Thread { case display, loop }

    private func second(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(seconds * 1e9))
    }

    @Test func allAreAliveWhileAllAreHeard() {
        var beats = Heartbeats(of: [Thread.display, .loop], timeout: .seconds(12), now: .zero)
        for tick in 1...60 {
            let now = MonotonicTime.zero + beats.period * tick
            beats.heard(.display, at: now)
            beats.heard(.loop, at: now)
            #expect(beats.silent(now: now).isEmpty)
        }
    }

    @Test func namesTheThreadThatHangsWellBeforeTheTimeout() {
        var beats = Heartbeats(of: [Thread.display, .loop], timeout: .seconds(12), now: .zero)
        beats.heard(.display, at: second(3))
        beats.heard(.loop, at: second(9.5))
        #expect(beats.silent(now: second(9)).isEmpty)
        #expect(beats.silent(now: second(9.5)) == [.display])
        #expect(beats.silent(now: second(16)) == [.display, .loop])
        beats.heard(.display, at: second(16))
        beats.heard(.loop, at: second(16))
        #expect(beats.silent(now: second(16)).isEmpty)
    }

    @Test func anOldSignOfLifeDoesNotHideANewerOne() {
        var beats = Heartbeats(of: [Thread.loop], timeout: .seconds(12), now: .zero)
        beats.heard(.loop, at: second(10))
        beats.heard(.loop, at: second(2))
        #expect(beats.silent(now: second(15)).isEmpty)
    }
}

@Suite struct ReadinessTests {
    private var readiness = Readiness(start: .zero)

    @Test mutating func isReadyOnceWithTheCode() {
        let answers = [
            readiness.presented(.waiting), readiness.presented(.code), readiness.presented(.code),
            readiness.handleTimeout(now: readiness.deadline),
        ]
        #expect(answers == [false, true, false, false])
    }

    @Test mutating func isReadyWithTheReasonWhyThereIsNoCode() {
        let isReady = readiness.presented(.reason)
        #expect(isReady)
    }

    @Test mutating func aTVWithoutADisplayIsReadyAfterItsPatience() {
        let answers = [
            readiness.handleTimeout(now: .zero + .seconds(4.9)), readiness.handleTimeout(now: .zero + .seconds(5)),
            readiness.presented(.code),
        ]
        #expect(answers == [false, true, false])
    }
}
