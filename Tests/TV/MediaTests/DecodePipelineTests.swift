import DisplayContract
import DisplayHeadless
import Media
import Synchronization
import Testing
import VP8TestEncoder
import Wire

@Suite(.timeLimit(.minutes(2))) struct DecodePipelineTests {
    @Test(arguments: [(160, 120), (161, 119), (320, 240), (80, 60), (33, 25)])
    func putsTheRightColoursOnTheScreen(width: Int, height: Int) throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        let image = try harness.show(0, .quarters(width: width, height: height))
        #expect(image.isNear(.red, x: 20, y: 20))
        #expect(image.isNear(.green, x: 140, y: 20))
        #expect(image.isNear(.blue, x: 20, y: 100))
        #expect(image.isNear(.white, x: 140, y: 100))
    }

    @Test(arguments: [(Rotation.degrees90, TestPicture.Colour.blue), (.degrees180, .white), (.degrees270, .green)])
    func turnsThePicture(_ rotation: Rotation, topLeft: TestPicture.Colour) throws {
        let viewport = Viewport(rotation: rotation, overscanPercent: 10)
        let harness = try PipelineHarness(
            width: rotation.swapsSides ? 120 : 160,
            height: rotation.swapsSides ? 160 : 120,
            viewport: viewport
        )
        harness.pipeline.show(on: harness.display)
        let image = try harness.show(0, .quarters(width: 128, height: 96))
        #expect(image.isNear(topLeft, x: 30, y: 30))
        #expect(image.colour(x: 5, y: 5)?.isBlack == true)
    }

    @Test func reportsTheFirstFrameBeforeItIsShown() throws {
        let harness = try PipelineHarness()
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        harness.submit(7, try encoder.encode(.quarters(width: 64, height: 48)))
        harness.submit(8, try encoder.encode(.quarters(width: 64, height: 48)))
        #expect(harness.wait { harness.decoded == [7, 8] })
        let firsts = harness.all.filter { if case .firstFrame = $0 { true } else { false } }
        #expect(firsts == [.firstFrame(width: 64, height: 48)])
        #expect(!harness.pipeline.isShowing)
        #expect(harness.display.status.framesPresented == 0)
        #expect(harness.pipeline.statistics.framesDropped == 0, "hidden is not dropped")
        // Shown later, the picture is there at once although no frame comes.
        harness.pipeline.show(on: harness.display)
        #expect(harness.wait { harness.displayed == [8] })
        #expect(try #require(harness.display.snapshot()).isNear(.red, x: 20, y: 20))
        #expect(harness.pipeline.statistics.framesDisplayed == 1)
    }

    @Test func canBeShownFromItsOwnEvent() throws {
        let box = Mutex<PipelineHarness?>(nil)
        let harness = try PipelineHarness { event in
            guard case .firstFrame = event, let harness = box.withLock({ $0 }) else { return }
            harness.pipeline.show(on: harness.display)
        }
        box.withLock { $0 = harness }
        _ = try harness.show(0, .quarters(width: 64, height: 48))
        #expect(harness.pipeline.statistics.framesDisplayed == 1)
        box.withLock { $0 = nil }
    }

    @Test func followsASizeChangeMidStream() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        _ = try harness.show(0, .quarters(width: 160, height: 60))
        #expect(try #require(harness.display.snapshot()).colour(x: 80, y: 10)?.isBlack == true)
        let image = try harness.show(1, .quarters(width: 60, height: 120))
        #expect(image.colour(x: 10, y: 60)?.isBlack == true)
        #expect(image.isNear(.red, x: 60, y: 10))
        #expect(harness.pipeline.statistics.frameWidth == 60)
        #expect(harness.requests.isEmpty)
    }

    @Test func asksForAKeyFrameAfterDamageAndRecovers() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        harness.submit(0, try encoder.encode(.moving(width: 64, height: 48, frame: 0)))
        #expect(harness.wait { harness.displayed == [0] })
        var damaged = try encoder.encode(.moving(width: 64, height: 48, frame: 1), asKeyFrame: true)
        damaged.data.removeLast(damaged.data.count - 12)
        harness.submit(1, damaged)
        #expect(harness.wait { harness.requests.count == 1 })
        harness.submit(2, try encoder.encode(.moving(width: 64, height: 48, frame: 2)))
        harness.submit(3, try encoder.encode(.moving(width: 64, height: 48, frame: 3), asKeyFrame: true))
        #expect(harness.wait { harness.displayed.contains(3) })
        #expect(harness.decoded == [0, 3])
        #expect(harness.requests.count == 1)
        let statistics = harness.pipeline.statistics
        #expect(statistics.decodeErrors == 1)
        #expect(statistics.framesDropped == 2)
        #expect(statistics.keyFramesDecoded == 2)
    }

    @Test func skipsAheadWhenTheDecoderIsHeldUp() throws {
        let (gate, reached) = (ThreadSignal(), ThreadSignal())
        let isHeld = Atomic<Bool>(true)
        let limits = DecodeQueue.Limits(length: 3, patience: .zero)
        let harness = try PipelineHarness(queue: limits) { event in
            guard case .firstFrame = event, isHeld.load(ordering: .relaxed) else { return }
            reached.signal()
            gate.wait()
        }
        harness.pipeline.show(on: harness.display)
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        harness.submit(0, try encoder.encode(.moving(width: 64, height: 48, frame: 0)))
        reached.wait(until: MonotonicClock.now + .seconds(10))
        for number in 1...4 as ClosedRange<Int64> {
            harness.submit(number, try encoder.encode(.moving(width: 64, height: 48, frame: Int(number))))
        }
        isHeld.store(false, ordering: .relaxed)
        gate.signal()
        #expect(harness.wait { harness.requests == [.behind] })
        harness.submit(5, try encoder.encode(.moving(width: 64, height: 48, frame: 5), asKeyFrame: true))
        #expect(harness.wait { harness.displayed.contains(5) })
        #expect(harness.decoded == [0, 5])
        // On a busy machine the first picture may be superseded before it is shown.
        let statistics = harness.pipeline.statistics
        #expect(statistics.framesDropped + statistics.framesDisplayed == 6)
    }

    @Test func decodesABurstWholeAndShowsTheNewest() throws {
        let (gate, reached) = (ThreadSignal(), ThreadSignal())
        let harness = try PipelineHarness { event in
            guard case .firstFrame = event else { return }
            reached.signal()
            gate.wait()
        }
        harness.pipeline.show(on: harness.display)
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        harness.submit(0, try encoder.encode(.moving(width: 64, height: 48, frame: 0)))
        reached.wait(until: MonotonicClock.now + .seconds(10))
        for number in 1...9 as ClosedRange<Int64> {
            harness.submit(number, try encoder.encode(.moving(width: 64, height: 48, frame: Int(number))))
        }
        gate.signal()
        #expect(harness.wait { harness.displayed.contains(9) })
        #expect(harness.decoded == Array(0...9))
        #expect(harness.requests.isEmpty)
        let statistics = harness.pipeline.statistics
        #expect(harness.wait { harness.pipeline.statistics.framesDisplayed + harness.pipeline.statistics.framesDropped == 10 })
        #expect(statistics.framesDropped > 0)
    }

    @Test func drawsTheLastPictureAnewWhenTheModeChanges() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        _ = try harness.show(0, .quarters(width: 64, height: 48))
        harness.display.setMode(DisplayMode(width: 320, height: 240, refreshHz: 0))
        #expect(
            harness.wait {
                guard let image = harness.display.snapshot() else { return false }
                return image.width == 320 && image.isNear(.white, x: 300, y: 200)
            }
        )
        #expect(harness.pipeline.statistics.framesDisplayed == 1, "it is no new frame")
    }

    @Test func goesOnDecodingWhileTheDisplayIsAway() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        harness.submit(0, try encoder.encode(.quarters(width: 64, height: 48)))
        #expect(harness.wait { harness.displayed == [0] })
        harness.display.unplug()
        for number in 1...3 as ClosedRange<Int64> {
            harness.submit(number, try encoder.encode(.quarters(width: 64, height: 48, (.green, .red, .white, .blue))))
            #expect(harness.wait { harness.decoded.contains(number) })
        }
        #expect(harness.wait { harness.pipeline.statistics.framesDropped == 3 })
        #expect(harness.requests.isEmpty)
        harness.display.setMode(DisplayMode(width: 160, height: 120, refreshHz: 0))
        #expect(harness.wait { harness.display.snapshot()?.isNear(.green, x: 20, y: 20, tolerance: 12) == true })
    }

    @Test func presentsNothingOnceHidden() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        for number in 0..<40 as Range<Int64> {
            harness.submit(number, try encoder.encode(.moving(width: 64, height: 48, frame: Int(number))))
            guard number == 20 else { continue }
            harness.pipeline.hide()
            // The owner's own picture must stay.
            let lease = harness.display.lease()
            guard var lease else { return }
            lease.withPixels { pixels in for index in pixels.indices { pixels[index] = 0x55 } }
            harness.display.present(lease, token: .max)
        }
        #expect(harness.wait { harness.decoded.contains(39) })
        #expect(harness.wait { harness.display.snapshot()?.colour(x: 1, y: 1)?.red == 0x55 })
        #expect(harness.pipeline.statistics.framesDecoded == 40)
    }

    @Test func measuresFromTheLastPacketToTheScreen() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        _ = try harness.show(0, .quarters(width: 64, height: 48))
        let delays = try #require(harness.pipeline.statistics.receiveToDisplay.quantiles([0.5]))
        #expect(delays[0] > .zero)
        #expect(delays[0] < .seconds(10))
        let statistics = harness.pipeline.statistics
        #expect(statistics.totalDecodeTime > .zero)
        #expect(statistics.framesPerSecond(now: MonotonicClock.now) == 1)
    }

    @Test func stopsFromItsOwnThreadAndFromOthersAtOnce() throws {
        let box = Mutex<DecodePipeline?>(nil)
        let harness = try PipelineHarness { event in
            if case .firstFrame = event { box.withLock { $0 }?.stop() }
        }
        box.withLock { $0 = harness.pipeline }
        var encoder = try VP8TestEncoder(width: 64, height: 48)
        harness.submit(0, try encoder.encode(.quarters(width: 64, height: 48)))
        #expect(harness.wait { !harness.decoded.isEmpty })
        harness.pipeline.stop()
        harness.pipeline.stop()
        harness.submit(1, try encoder.encode(.quarters(width: 64, height: 48)))
        #expect(harness.decoded == [0])
        box.withLock { $0 = nil }
    }

    @Test func endsItsThreadWhenReleasedWithoutStop() throws {
        final class Witness: Sendable {}
        weak let gone: Witness?
        do {
            let witness = Witness()
            gone = witness
            _ = try DecodePipeline { _ in _ = witness }
        }
        let signal = ThreadSignal()
        let deadline = MonotonicClock.now + .seconds(10)
        while gone != nil, MonotonicClock.now < deadline { signal.wait(until: MonotonicClock.now + .milliseconds(5)) }
        #expect(gone == nil)
    }

    @Test func saysWhichMomentOfTheMediaIsOnTheScreen() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        _ = try harness.show(7, .quarters(width: 64, height: 48))
        let timestamps = harness.all.compactMap { if case .displayed(_, let timestamp, _, _) = $0 { timestamp } else { nil } }
        #expect(timestamps == [21_000])
    }

    @Test func holdsFramesForSound() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        harness.pipeline.setSynchronizationDelay(.milliseconds(40))
        _ = try harness.show(0, .quarters(width: 64, height: 48))
        #expect(harness.pipeline.statistics.playoutDelay == .milliseconds(40))
        let shortest = try #require(harness.pipeline.statistics.receiveToDisplay.quantiles([0])?.first)
        #expect(shortest >= .milliseconds(40))
    }
}
