import RTP
import Testing
import Wire

@testable import Audio

/// Picture and sound of one sender in virtual time: what was recorded at one moment is presented at two.
struct LipSyncTests {
    /// A sender, its clocks, and a TV that takes so long for each of both.
    private struct Stage {
        var sync = LipSync()
        var now = MonotonicTime(nanoseconds: 50_000_000_000)
        /// From recording to screen and loudspeaker, before anything waits on purpose.
        var pictureTakes: Duration
        var soundTakes: Duration
        /// What the jitter buffer wants by itself; part of `soundTakes`.
        var soundTarget: Duration = .milliseconds(20)
        /// How far sound is still behind what was asked for.
        var soundLag: Duration = .zero
        var frame: Duration = .milliseconds(33)
        private var soundDelay: Duration = .zero

        init(pictureTakes: Duration, soundTakes: Duration) {
            self.pictureTakes = pictureTakes
            self.soundTakes = soundTakes
        }

        /// By how much sound is heard later than the picture is seen.
        var difference: Duration { sound - picture }
        var picture: Duration { pictureTakes + sync.adjustment.pictureDelay }
        var sound: Duration { soundTakes + soundDelay + soundLag }

        private static func ntp(_ time: MonotonicTime) -> UInt64 {
            let (seconds, rest) = UInt64(time.nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
            return (4_000_000_000 + seconds) << 32 | (rest << 32) / 1_000_000_000
        }

        private static func timestamp(_ time: MonotonicTime, clock: Int64, from: UInt32) -> UInt32 {
            from &+ UInt32(truncatingIfNeeded: time.nanoseconds / 1000 * clock / 1_000_000)
        }

        private func video(_ time: MonotonicTime) -> UInt32 { Self.timestamp(time, clock: 90_000, from: 0xFFFF_0000) }
        private func audio(_ time: MonotonicTime) -> UInt32 { Self.timestamp(time, clock: 48_000, from: 77) }

        /// Ten seconds and more, decisions four times a second; sound follows by 0.4 %, as the jitter buffer does.
        mutating func run(_ duration: Duration, withReports: Bool = true) {
            let end = now + duration
            var nextFrame = now
            while now < end {
                while nextFrame < now + .milliseconds(250) {
                    sync.pictureShown(timestamp: video(nextFrame - picture), at: nextFrame)
                    nextFrame += frame
                }
                now += .milliseconds(250)
                if withReports {
                    let sent = now - .milliseconds(700)
                    sync.setClocks(
                        video: SenderReport(
                            ssrc: 1,
                            ntpTimestamp: Self.ntp(sent),
                            rtpTimestamp: video(sent),
                            packetCount: 1,
                            octetCount: 1
                        ),
                        audio: SenderReport(
                            ssrc: 2,
                            ntpTimestamp: Self.ntp(sent),
                            rtpTimestamp: audio(sent),
                            packetCount: 1,
                            octetCount: 1
                        )
                    )
                }
                sync.soundPlayed(timestamp: audio(now - sound), at: now)
                let wanted = max(sync.adjustment.soundDelay - soundTarget, .zero)
                let step = min(max(wanted - soundDelay, .milliseconds(-1)), .milliseconds(1))
                soundDelay += step
                soundLag = soundDelay - wanted
                soundDelay -= .zero
                _ = sync.update(now: now, soundTarget: max(soundTarget, sync.adjustment.soundDelay), soundLag: soundLag)
                soundLag = .zero
            }
        }
    }

    @Test(arguments: [-300, -150, -60, -20, 0, 20, 45, 60, 90])
    func bringsBothWithin45Milliseconds(difference: Int) {
        let (picture, sound) = difference < 0 ? (20 - difference, 20) : (20, 20 + difference)
        var stage = Stage(pictureTakes: .milliseconds(picture), soundTakes: .milliseconds(sound))
        stage.run(.seconds(120))
        #expect(abs(stage.difference.seconds) <= 0.045, "\(stage.difference.seconds)")
        #expect(stage.sync.adjustment.pictureDelay <= .milliseconds(45))
        #expect(abs((stage.sync.offset ?? .zero).seconds - stage.difference.seconds) < 0.003)
    }

    @Test func neverLetsThePictureWaitLongerThan45Milliseconds() {
        var stage = Stage(pictureTakes: .milliseconds(10), soundTakes: .milliseconds(400))
        stage.run(.seconds(60))
        #expect(stage.sync.adjustment.pictureDelay == LipSync.longestPictureDelay)
    }

    @Test func leavesSmallDifferencesAlone() {
        var stage = Stage(pictureTakes: .milliseconds(20), soundTakes: .milliseconds(38))
        stage.run(.seconds(20))
        #expect(stage.sync.adjustment == LipSync.Adjustment())
    }

    @Test func doesNothingBeforeBothHaveReported() {
        var stage = Stage(pictureTakes: .milliseconds(20), soundTakes: .milliseconds(300))
        stage.run(.seconds(5), withReports: false)
        #expect(stage.sync.offset == nil)
        #expect(stage.sync.adjustment == LipSync.Adjustment())
    }

    @Test func stopsWaitingWhenThePictureIsQuickAgain() {
        var stage = Stage(pictureTakes: .milliseconds(170), soundTakes: .milliseconds(60))
        stage.run(.seconds(60))
        #expect(stage.sync.adjustment.soundDelay > .milliseconds(60))
        stage.pictureTakes = .milliseconds(20)
        stage.run(.seconds(120))
        #expect(abs(stage.difference.seconds) <= 0.045)
        #expect(stage.sync.adjustment.soundDelay == .zero)
    }

    @Test func settlesInsteadOfSwinging() {
        var stage = Stage(pictureTakes: .milliseconds(20), soundTakes: .milliseconds(75))
        stage.run(.seconds(20))
        let settled = stage.sync.adjustment
        stage.run(.seconds(60))
        #expect(stage.sync.adjustment == settled)
    }

    @Test func takesClocksThatHaveNothingInCommonForWhatTheyAre() {
        var stage = Stage(pictureTakes: .milliseconds(20), soundTakes: .seconds(30))
        stage.run(.seconds(10))
        #expect(stage.sync.adjustment == LipSync.Adjustment())
    }

    @Test func worksOnAScreenOnWhichHardlyAnythingMoves() {
        var stage = Stage(pictureTakes: .milliseconds(20), soundTakes: .milliseconds(90))
        stage.frame = .milliseconds(600)
        stage.run(.seconds(60))
        #expect(abs(stage.difference.seconds) <= 0.045)
    }
}
