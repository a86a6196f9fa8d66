import DTLS
import Testing
import Wire

@Suite struct DTLSTimerTests {
    @Test func doublesTheTimeoutFromFiftyMillisecondsToThreeSeconds() throws {
        let handshake = try Handshake()
        handshake.network = { _, _, _ in [] }
        handshake.start()
        var waits: [Int64] = []
        while waits.count < 9, let deadline = handshake.client.nextDeadline {
            waits.append((deadline - handshake.now).nanoseconds / 1_000_000)
            handshake.now = deadline
            handshake.tick()
            handshake.client.handleTimeout(now: handshake.now)
            handshake.settle()
        }
        #expect(waits == [50, 100, 200, 400, 800, 1600, 3000, 3000, 3000])
        #expect(handshake.sent[.client]?.count == 10)
    }

    @Test func waitsTwiceTheRoundTripTime() throws {
        let handshake = try Handshake()
        handshake.network = { _, _, _ in [] }
        handshake.client.setRoundTripTime(.milliseconds(240))
        handshake.start()
        #expect(handshake.nextDeadline(.client) == MonotonicTime.zero + .milliseconds(480))
    }

    @Test func keepsToItsBoundsWhateverTheRoundTripTime() throws {
        for (roundTrip, wait) in [(Duration.zero, Duration.milliseconds(50)), (.seconds(3600), .seconds(3))] {
            let handshake = try Handshake()
            handshake.network = { _, _, _ in [] }
            handshake.client.setRoundTripTime(roundTrip)
            handshake.start()
            #expect(handshake.nextDeadline(.client) == MonotonicTime.zero + wait)
        }
    }

    @Test func givesUpOnASilentPeer() throws {
        let handshake = try Handshake()
        handshake.network = { _, _, _ in [] }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].error == .timedOut)
        #expect(handshake[.server].error == .timedOut)
        #expect(handshake.now <= MonotonicTime.zero + DTLSConnection.handshakeTimeout)
        #expect(handshake.nextDeadline(.client) == nil)
    }

    @Test func ignoresATimeoutThatIsEarly() throws {
        let handshake = try Handshake()
        handshake.network = { _, _, _ in [] }
        handshake.start()
        handshake.now += .milliseconds(20)
        handshake.tick()
        handshake.client.handleTimeout(now: handshake.now)
        handshake.settle()
        #expect(handshake.sent[.client]?.count == 1)
        #expect(handshake.nextDeadline(.client) == MonotonicTime.zero + .milliseconds(50))
    }

    @Test func keepsItsDeadlinesNearWhenTheWallClockIsSetBack() throws {
        let handshake = try Handshake()
        handshake.network = { _, _, _ in [] }
        handshake.start()
        let shifted = handshake.now + .seconds(-100_000)
        let now = handshake.now
        handshake.now = shifted
        handshake.tick()
        handshake.now = now + .milliseconds(50)
        handshake.client.handleTimeout(now: handshake.now)
        let deadline = try #require(handshake.nextDeadline(.client))
        #expect(deadline > handshake.now)
        #expect(deadline <= handshake.now + .seconds(3))
    }
}
