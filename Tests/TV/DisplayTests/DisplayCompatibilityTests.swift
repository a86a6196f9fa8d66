import DisplayContract
import Glibc
import Testing
import Wire

/// What every back end must do, run over all of them.
@Suite(.serialized, .timeLimit(.minutes(2))) struct DisplayCompatibilityTests {
    @Test(arguments: Backend.available) func fillsTheScreenWithExactlyThePixelsWritten(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let mode = try #require(harness.display.mode)
        #expect((mode.width, mode.height) == (320, 240))
        for (token, seed) in [(1, 11), (2, 99), (3, 5), (4, 200)] as [(UInt64, Int)] {
            let expected = try harness.present(token, seed: seed)
            #expect(harness.recorder.waitForPresentation(of: token))
            #expect(try #require(harness.display.snapshot()).looksLike(expected))
            #expect(try #require(harness.screen).looksLike(expected))
        }
        #expect(harness.display.status.framesPresented == 4)
        #expect(harness.display.status.fault == nil)
    }

    @Test(arguments: Backend.available) func answersFromItsThread(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let answered = ThreadSignal()
        for _ in 0..<3 {
            harness.display.ping { answered.signal() }
            #expect(answered.wait(until: MonotonicClock.now + .seconds(20)))
        }
    }

    @Test(arguments: Backend.available) func isBlackBeforeTheFirstFrame(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        #expect(try #require(harness.display.snapshot()).looksLike(PixelImage(width: 320, height: 240)))
    }

    @Test(arguments: Backend.available) func showsTheNewestAndAccountsForEveryFrame(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let tokens = Array(1...60 as ClosedRange<UInt64>)
        for token in tokens { try harness.present(token, seed: Int(token)) }
        #expect(harness.recorder.waitForPresentation(of: 60))
        let recorder = harness.recorder
        #expect(recorder.wait { _ in recorder.presented.count + recorder.superseded.count == 60 })
        #expect((recorder.presented + recorder.superseded).sorted() == tokens)
        #expect(recorder.presented == recorder.presented.sorted())
        #expect(try #require(harness.display.snapshot()).looksLike(PixelImage(pattern: 60, width: 320, height: 240)))
        let status = harness.display.status
        #expect(status.framesPresented + status.framesSuperseded == 60)
    }

    @Test(arguments: Backend.available) func takesBackLeasesThatAreDropped(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let shown = try harness.present(1, seed: 1)
        #expect(harness.recorder.waitForPresentation(of: 1))
        for _ in 0..<20 {
            let lease = harness.display.lease()
            guard let lease else { throw HarnessError.noLease }
            _ = consume lease
        }
        #expect(try #require(harness.display.snapshot()).looksLike(shown))
        #expect(harness.recorder.superseded.isEmpty)
    }

    @Test(arguments: Backend.available) func takesAPictureOfItsSizeAndNoOther(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let image = PixelImage(pattern: 77, width: 320, height: 240)
        let lease = harness.display.lease()
        guard var lease else { throw HarnessError.noLease }
        let tookTheWrongSize = lease.write(PixelImage(width: 321, height: 240))
        let tookTheRightSize = lease.write(image)
        #expect(!tookTheWrongSize)
        #expect(tookTheRightSize)
        harness.display.present(lease, token: 1)
        #expect(harness.recorder.waitForPresentation(of: 1))
        #expect(harness.display.snapshot() == image)
        #expect(try #require(harness.screen).looksLike(image))
    }

    @Test(arguments: Backend.available) func hasOnlySoManyLeases(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let first = harness.display.lease()
        let second = harness.display.lease()
        let third = harness.display.lease()
        #expect(!harness.canLease)
        _ = consume second
        #expect(harness.canLease)
        _ = consume first
        _ = consume third
    }

    @Test(arguments: Backend.available) func remembersWhatABufferHolds(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        var tokens = PresentationTokens()
        let tag = tokens.next()
        for expected in [0, tag] {
            let lease = harness.display.lease()
            guard var lease else { throw HarnessError.noLease }
            #expect(lease.previousContentTag == expected)
            lease.setContentTag(tag)
        }
        // A writer that says nothing leaves nothing to rely on.
        #expect(harness.canLease)
        let lease = harness.display.lease()
        guard let lease else { throw HarnessError.noLease }
        #expect(lease.previousContentTag == 0)
    }

    @Test(arguments: Backend.available) func changesItsSizeMidStream(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        try harness.present(1, seed: 1)
        #expect(harness.recorder.waitForPresentation(of: 1))
        let stale = harness.display.lease()
        guard let stale else { throw HarnessError.noLease }
        try harness.resize(width: 300, height: 200)
        let recorder = harness.recorder
        #expect(
            recorder.wait {
                $0.contains { if case .modeChanged(let mode) = $0 { mode.width == 300 && mode.height == 200 } else { false } }
            }
        )
        #expect(try #require(harness.display.snapshot()).looksLike(PixelImage(width: 300, height: 200)))
        harness.display.present(stale, token: 2)
        #expect(recorder.wait { _ in recorder.superseded == [2] })
        let expected = try harness.present(3, seed: 3)
        #expect(expected.width == 300)
        #expect(recorder.waitForPresentation(of: 3))
        #expect(try #require(harness.display.snapshot()).looksLike(expected))
    }

    @Test(arguments: Backend.available) func survivesUnplugAndReplug(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let (display, recorder) = (harness.display, harness.recorder)
        try harness.present(1, seed: 1)
        #expect(recorder.waitForPresentation(of: 1))
        let stale = display.lease()
        guard let stale else { throw HarnessError.noLease }
        try harness.unplug()
        #expect(recorder.wait { $0.contains { if case .unplugged = $0 { true } else { false } } })
        #expect(display.mode == nil)
        #expect(!harness.canLease)
        #expect(display.snapshot() == nil)
        #expect(display.status.fault?.isEmpty == false)
        display.present(stale, token: 2)
        #expect(recorder.wait { _ in recorder.superseded.contains(2) })

        try harness.replug()
        #expect(
            recorder.wait { events in
                let unplugged = events.lastIndex { if case .unplugged = $0 { true } else { false } }
                let plugged = events.lastIndex { if case .plugged = $0 { true } else { false } }
                guard let unplugged, let plugged else { return false }
                return unplugged < plugged
            }
        )
        let expected = try harness.present(3, seed: 3)
        #expect(recorder.waitForPresentation(of: 3))
        #expect(try #require(harness.screen).looksLike(expected))
        #expect(display.status.fault == nil)
    }

    @Test(arguments: Backend.available) func waitsForATVThatIsOffAtBoot(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend, isPlugged: false)
        let (display, recorder) = (harness.display, harness.recorder)
        #expect(recorder.wait(polling: .milliseconds(5)) { _ in display.status.fault != nil && display.mode == nil })
        #expect(!harness.canLease)
        #expect(display.snapshot() == nil)
        try harness.replug()
        #expect(recorder.wait { _ in display.mode != nil })
        let expected = try harness.present(1, seed: 7)
        #expect(recorder.waitForPresentation(of: 1))
        #expect(try #require(harness.screen).looksLike(expected))
        #expect(display.status.fault == nil)
    }

    @Test(arguments: Backend.available) func wakesWithTheNewestFrame(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let (display, recorder) = (harness.display, harness.recorder)
        try harness.present(1, seed: 1)
        #expect(recorder.waitForPresentation(of: 1))
        display.setPower(isOn: false)
        let deadline = MonotonicClock.now + .seconds(20)
        while display.status.power == .on, MonotonicClock.now < deadline { sched_yield() }
        #expect(display.status.power != .on)
        #expect(display.mode != nil)
        for token in [2, 3, 4] as [UInt64] { try harness.present(token, seed: Int(token)) }
        display.setPower(isOn: true)
        #expect(recorder.waitForPresentation(of: 4))
        #expect(try #require(harness.screen).looksLike(PixelImage(pattern: 4, width: 320, height: 240)))
        #expect(display.status.power == .on)
    }

    @Test(arguments: Backend.available) func doesNothingAfterClose(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let stale = harness.display.lease()
        guard let stale else { throw HarnessError.noLease }
        harness.display.close()
        harness.display.close()
        harness.display.present(stale, token: 1)
        #expect(!harness.canLease)
        #expect(harness.display.snapshot() == nil)
    }

    @Test(arguments: Backend.available) func tellsNobodyWhoStoppedListening(_ backend: Backend) throws {
        let harness = try DisplayHarness(backend)
        let other = EventRecorder(harness.display)
        let kept = harness.display.observe { _ in }
        kept.cancel()
        try harness.present(1, seed: 1)
        #expect(harness.recorder.waitForPresentation(of: 1))
        #expect(other.waitForPresentation(of: 1))
    }
}

@Suite struct PresentationTokensTests {
    @Test func tellsItsOwnTokensFromOthers() {
        var first = PresentationTokens()
        var second = PresentationTokens()
        let (one, two) = (first.next(), second.next())
        #expect(one != two)
        #expect(first.owns(one))
        #expect(!first.owns(two))
        #expect(second.owns(two))
        #expect(first.next() != one)
    }
}
