import Receiver
import Testing
import Wire

/// In virtual time.
@Suite struct ScreenSleepTests {
    private static let start = MonotonicTime(nanoseconds: 1_000_000_000)

    private func actions(_ sleep: inout ScreenSleep) -> [ScreenSleep.Action] {
        var actions: [ScreenSleep.Action] = []
        while let action = sleep.pollAction() { actions.append(action) }
        return actions
    }

    @Test func staysLitWithoutASetting() {
        var sleep = ScreenSleep(blankAfter: nil, now: Self.start)
        #expect(sleep.deadline == nil)
        sleep.handleTimeout(now: Self.start + .seconds(1_000_000))
        #expect(actions(&sleep).isEmpty)
        #expect(!sleep.isDark)
    }

    @Test func goesDarkAfterTheTimeAndNotBefore() throws {
        var sleep = ScreenSleep(blankAfter: .seconds(600), now: Self.start)
        #expect(sleep.deadline == Self.start + .seconds(600))
        sleep.handleTimeout(now: Self.start + .seconds(599))
        #expect(actions(&sleep).isEmpty)
        sleep.handleTimeout(now: Self.start + .seconds(600))
        #expect(actions(&sleep) == [.switchTVOff, .darkenScreen])
        #expect(sleep.isDark)
        #expect(sleep.deadline == nil)
        sleep.handleTimeout(now: Self.start + .seconds(1200))
        #expect(actions(&sleep).isEmpty)
    }

    @Test func aSenderLightsItAndKeepsItLit() {
        var sleep = ScreenSleep(blankAfter: .seconds(60), now: Self.start)
        sleep.handleTimeout(now: Self.start + .seconds(60))
        _ = actions(&sleep)
        sleep.senders(areThere: true, now: Self.start + .seconds(100))
        #expect(actions(&sleep) == [.lightScreen, .switchTVOn])
        #expect(sleep.deadline == nil)
        sleep.senders(areThere: true, now: Self.start + .seconds(5000))
        sleep.handleTimeout(now: Self.start + .seconds(9000))
        #expect(actions(&sleep).isEmpty)
        sleep.senders(areThere: false, now: Self.start + .seconds(9000))
        #expect(sleep.deadline == Self.start + .seconds(9060))
        // Further screens without a sender are no sign of life.
        sleep.senders(areThere: false, now: Self.start + .seconds(9050))
        #expect(sleep.deadline == Self.start + .seconds(9060))
    }

    @Test func aSenderTurnsTheTVOnWhereTheScreenNeverGoesDark() {
        var sleep = ScreenSleep(blankAfter: nil, now: Self.start)
        sleep.senders(areThere: true, now: Self.start + .seconds(5))
        #expect(actions(&sleep) == [.switchTVOn])
        sleep.senders(areThere: false, now: Self.start + .seconds(6))
        sleep.senders(areThere: true, now: Self.start + .seconds(7))
        #expect(actions(&sleep) == [.switchTVOn])
    }

    @Test func aKeyPutsItOffAndLightsIt() {
        var sleep = ScreenSleep(blankAfter: .seconds(60), now: Self.start)
        sleep.signOfLife(switchesTVOn: true, now: Self.start + .seconds(50))
        #expect(actions(&sleep).isEmpty)
        #expect(sleep.deadline == Self.start + .seconds(110))
        sleep.handleTimeout(now: Self.start + .seconds(110))
        _ = actions(&sleep)
        sleep.signOfLife(switchesTVOn: true, now: Self.start + .seconds(111))
        #expect(actions(&sleep) == [.lightScreen, .switchTVOn])
        #expect(sleep.deadline == Self.start + .seconds(171))
    }

    @Test func aTVThatPlugsItselfInIsLitAndNotTurnedOn() {
        var sleep = ScreenSleep(blankAfter: .seconds(60), now: Self.start)
        sleep.handleTimeout(now: Self.start + .seconds(60))
        _ = actions(&sleep)
        sleep.signOfLife(switchesTVOn: false, now: Self.start + .seconds(90))
        #expect(actions(&sleep) == [.lightScreen])
        #expect(sleep.deadline == Self.start + .seconds(150))
    }

    @Test func anotherSettingCountsAtOnce() {
        var sleep = ScreenSleep(blankAfter: .seconds(60), now: Self.start)
        sleep.handleTimeout(now: Self.start + .seconds(60))
        _ = actions(&sleep)
        sleep.set(blankAfter: nil, now: Self.start + .seconds(70))
        #expect(actions(&sleep) == [.lightScreen, .switchTVOn])
        #expect(sleep.deadline == nil)
        sleep.set(blankAfter: .seconds(30), now: Self.start + .seconds(100))
        #expect(sleep.deadline == Self.start + .seconds(130))
    }
}
