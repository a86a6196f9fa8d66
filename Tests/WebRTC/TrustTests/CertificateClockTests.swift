import Testing

@testable import Trust

@Suite struct CertificateClockTests {
    @Test func aClockThatIsSetIsBelieved() {
        let clock = CertificateClock(now: 50, isSet: true, floor: 100)
        #expect(clock.time(forCertificateFrom: 200) == 50)
    }

    @Test(
        arguments: [
            (now: 50, floor: 100, start: 20, time: 100), (now: 150, floor: 100, start: 20, time: 150),
            (now: 50, floor: 100, start: 200, time: 200),
        ] as [(Int64, Int64, Int64, Int64)]
    )
    func aClockThatNobodyHasSetIsNotBeforeWhatIsCertain(now: Int64, floor: Int64, start: Int64, time: Int64) {
        #expect(CertificateClock(now: now, isSet: false, floor: floor).time(forCertificateFrom: start) == time)
    }

    @Test func theKernelKnowsWhetherSomebodyHasSetTheClock() {
        #expect(SystemClock.isSynchronized(kernel: 1) { false })
        #expect(!SystemClock.isSynchronized(kernel: 0) { true })
    }

    /// As in the TV's unit: `ProtectClock=yes` refuses the question, which is no yes.
    @Test func whereTheKernelMayNotBeAskedTheTimeServersClientIs() {
        #expect(!SystemClock.isSynchronized(kernel: -1) { false })
        #expect(SystemClock.isSynchronized(kernel: -1) { true })
    }

    /// The system's clock may have been set to a later time since: to when the image was built, say.
    @Test func aClockWithAnEmptyBatteryTellsNoTime() {
        #expect(!SystemClock.isBattery(978_307_200, since: 1_767_225_600))
        #expect(!SystemClock.isBattery(nil, since: 1_767_225_600))
        #expect(SystemClock.isBattery(1_767_225_601, since: 1_767_225_600))
    }

    @Test func thisProgramIsNotBuiltInTheFuture() {
        #expect(SystemClock.buildTime > 0)
        #expect(SystemClock.buildTime <= SystemClock.seconds)
    }
}
