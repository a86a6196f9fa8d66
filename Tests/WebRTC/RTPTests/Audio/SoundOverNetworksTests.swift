import Testing
import Wire

@testable import RTP

/// What is heard over networks as they are, by the seed, in virtual time.
struct SoundOverNetworksTests {
    @Test(arguments: [-200.0, 200.0])
    func followsAClockThatDriftsForAnHour(drift: Double) {
        var call = SoundCall(seed: 3, drift: drift)
        call.speaker.keepsSteps = false
        call.jitter = .milliseconds(10)
        call.run(.seconds(60))
        let early = call.speaker.buffer.statistics
        let waiting = call.speaker.buffer.count
        call.run(.seconds(3540))
        let statistics = call.speaker.buffer.statistics
        // 200 millionths of an hour are 36 packets: all are made up for, none is missed or piles up.
        #expect(call.speaker.buffer.count <= waiting + 1)
        #expect(abs(call.speaker.buffer.lag.seconds) < 0.015)
        #expect(call.speaker.buffer.targetDelay <= .milliseconds(25))
        print("an hour at \(drift) ppm: \(statistics.concealmentEvents) guesses of \(statistics.concealedSamples / 48) ms in all")
        #expect(statistics.concealmentEvents - early.concealmentEvents <= 36)
        #expect(statistics.packetsDiscarded - early.packetsDiscarded <= 2)
        #expect(call.speaker.rates.lowerBound > 0.995 && call.speaker.rates.upperBound < 1.005)
    }

    @Test(arguments: [10, 40, 80])
    func adaptsToJitter(milliseconds: Int) {
        var call = SoundCall(seed: 4)
        call.speaker.keepsSteps = false
        call.jitter = .milliseconds(milliseconds)
        call.run(.seconds(20))
        let settled = call.speaker.buffer.statistics
        call.run(.seconds(60))
        let statistics = call.speaker.buffer.statistics
        let guessed = Double(statistics.concealedSamples - settled.concealedSamples) / (60 * 48_000)
        #expect(guessed < 0.005, "\(guessed * 100) % guessed")
        #expect(call.speaker.buffer.targetDelay <= .milliseconds(milliseconds + 20))
        let delay = statistics.jitterBufferDelay.seconds / Double(statistics.jitterBufferEmittedCount)
        #expect(delay < Double(milliseconds) / 1000 + 0.025, "waited \(delay) s")
    }

    @Test func isQuickAgainWhenJitterIsOver() {
        var call = SoundCall(seed: 5)
        call.speaker.keepsSteps = false
        call.jitter = .milliseconds(100)
        call.run(.seconds(30))
        #expect(call.speaker.buffer.targetDelay >= .milliseconds(90))
        call.jitter = .milliseconds(5)
        call.run(.seconds(90))
        #expect(call.speaker.buffer.targetDelay <= .milliseconds(20))
        #expect(abs(call.speaker.buffer.lag.seconds) < 0.015)
    }

    @Test(arguments: [0.01, 0.05, 0.1])
    func guessesNoMoreThanWasLost(loss: Double) {
        var call = SoundCall(seed: 6)
        call.speaker.keepsSteps = false
        call.loss = loss
        call.jitter = .milliseconds(20)
        call.run(.seconds(120))
        let statistics = call.speaker.buffer.statistics
        let guessed = Double(statistics.concealedSamples) / Double(statistics.totalSamplesReceived)
        #expect(guessed < loss * 1.3 + 0.006, "\(guessed * 100) % guessed at \(loss * 100) % lost")
        #expect(statistics.packetsDiscarded < call.sent / 50)
    }

    @Test func recoversAlmostAllSingleLossesFromCopies() {
        var call = SoundCall(seed: 7)
        call.speaker.keepsSteps = false
        call.loss = 0.05
        call.hasRedundancy = true
        call.jitter = .milliseconds(10)
        call.run(.seconds(120))
        let statistics = call.speaker.buffer.statistics
        let guessed = Double(statistics.concealedSamples) / Double(statistics.totalSamplesReceived)
        #expect(guessed < 0.012, "\(guessed * 100) % guessed")
        #expect(statistics.fecPacketsReceived > call.sent / 30)
    }

    @Test func isBackInTimeAfterAnOutage() {
        var call = SoundCall(seed: 8)
        call.run(.seconds(10))
        call.loss = 1
        call.run(.seconds(5))
        call.loss = 0
        call.run(.milliseconds(200))
        #expect(call.speaker.steps.suffix(5).allSatisfy { $0.sequence != nil })
        call.run(.seconds(10))
        #expect(abs(call.speaker.buffer.lag.seconds) < 0.015)
        #expect(call.speaker.buffer.statistics.concealmentEvents <= 2)
    }

    @Test func followsAPathThatBecomesLonger() {
        var call = SoundCall(seed: 9)
        call.speaker.keepsSteps = false
        call.run(.seconds(10))
        // Each packet takes 120 ms more from now on.
        call.extraDelay = .milliseconds(120)
        call.run(.seconds(60))
        #expect(call.speaker.buffer.targetDelay <= .milliseconds(20))
        #expect(abs(call.speaker.buffer.lag.seconds) < 0.02)
    }
}
