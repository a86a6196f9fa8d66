import DisplayContract
import Foundation
import Testing
import VP8TestEncoder

/// Decoded planes on a kernel's driver whose second layer takes them, converts and scales: the card of `Scripts/boot/yuvcard`.
@Suite(.serialized, .enabled(if: DRMCable.hasLayer), .timeLimit(.minutes(5))) final class DRMLayerTests {
    private let harness: DisplayHarness
    private let cable: DRMCable
    private var token: UInt64 = 0

    init() throws {
        harness = try DisplayHarness(.drm)
        cable = try #require(harness.cable)
        try limit()
    }

    /// What the layer is able to do; everything, unless told otherwise.
    private func limit(enlarges: Int = 16, even: Int = 0, full: Int = 0, stiff: Int = 0) throws {
        for (name, value) in [("enlarges", enlarges), ("even", even), ("full", full), ("stiff", stiff)] {
            try cable.set(name, value)
        }
    }

    /// Decodes four quarters of this size and shows them as a sender's picture.
    ///
    /// - Returns: where they are to be seen, and whether the display took them as planes.
    @discardableResult
    private func show(
        _ width: Int,
        _ height: Int,
        _ viewport: Viewport = Viewport()
    ) throws -> (letterbox: Letterbox, isPlanar: Bool) {
        var encoder = try VP8TestEncoder(width: width, height: height)
        let frame = try encoder.encode(.quarters(width: width, height: height), asKeyFrame: true)
        let mode = try #require(harness.display.mode)
        let letterbox = Letterbox(frameWidth: width, frameHeight: height, mode: mode, viewport: viewport)
        let lease = harness.display.lease(for: letterbox)
        token += 1
        return (letterbox, try harness.draw(frame.data, viewport, into: lease, token: token))
    }

    /// Looks at the monitor, at the layers behind it, and at what we say of both.
    private func expect(
        _ letterbox: Letterbox,
        path: DisplayStatus.PlanePath,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let corners: [TestPicture.Colour] = [.red, .green, .white, .blue]
        try #require(cable.look(), sourceLocation: sourceLocation).expect(corners, at: letterbox, sourceLocation: sourceLocation)
        let snapshot = try #require(harness.display.snapshot(), sourceLocation: sourceLocation)
        snapshot.expect(corners, at: letterbox, sourceLocation: sourceLocation)
        #expect(harness.display.status.planePath == path, sourceLocation: sourceLocation)
        #expect(harness.display.status.fault == nil, sourceLocation: sourceLocation)
        let (area, layers) = (letterbox.picture, layers)
        #expect(layers.first == "XR24 \(letterbox.screenWidth)x\(letterbox.screenHeight)+0+0", sourceLocation: sourceLocation)
        #expect(layers.count == (path == .yuvPlane ? 2 : 1), "\(layers)", sourceLocation: sourceLocation)
        guard path == .yuvPlane, let last = layers.last else { return }
        #expect(
            ["YU12", "NV12"].contains { last == "\($0) \(area.width)x\(area.height)+\(area.x)+\(area.y)" },
            "\(last)",
            sourceLocation: sourceLocation
        )
    }

    /// What the card shows, from the bottom to the top.
    private var layers: [String] { cable.layers.components(separatedBy: ", ").dropLast() }

    /// How often the card had to light the display: each is a moment of black.
    private var lit: String { cable.layers.components(separatedBy: ", ").last ?? "" }

    @Test func handsEverySizeToTheHardware() throws {
        try present(1)
        let litBefore = lit
        for size in [(96, 64), (64, 96), (640, 400), (320, 240), (95, 63), (33, 21)] {
            for overscan in [0.0, 10.0] {
                let shown = try show(size.0, size.1, Viewport(overscanPercent: overscan))
                #expect(shown.isPlanar, "\(size)")
                try expect(shown.letterbox, path: .yuvPlane)
            }
        }
        #expect(lit == litBefore)
    }

    @Test func takesTheLayerAwayForAScreenOfItsOwn() throws {
        for seed in 1...3 {
            let expected = try present(seed)
            #expect(try #require(cable.look()).looksLike(expected))
            #expect(harness.display.status.planePath == .rgb)
            #expect(layers.count == 1)
            try expect(try show(96, 64).letterbox, path: .yuvPlane)
        }
    }

    @Test func convertsWhatTheHardwareRefusesToShow() throws {
        try limit(enlarges: 1)
        let scaled = try show(96, 64)
        #expect(!scaled.isPlanar)
        try expect(scaled.letterbox, path: .rgb)
        let unscaled = try show(320, 240)
        #expect(unscaled.isPlanar)
        try expect(unscaled.letterbox, path: .yuvPlane)
        try limit(even: 1)
        let odd = try show(95, 63)
        #expect(!odd.isPlanar)
        try expect(odd.letterbox, path: .rgb)
    }

    @Test func turnsPicturesItself() throws {
        let turned = try show(96, 64, Viewport(rotation: .degrees180))
        #expect(!turned.isPlanar)
        #expect(harness.display.status.planePath == .rgb)
    }

    /// Tests of what would be shown do not tell of memory, nor of what will be tomorrow.
    @Test(arguments: ["full", "enlarges"]) func showsAPictureThatIsRefusedTooLate(_ parameter: String) throws {
        try present(1)
        let litBefore = lit
        try expect(try show(96, 64).letterbox, path: .yuvPlane)
        try show(96, 64)
        try cable.set(parameter, 1)
        let refused = try show(96, 64)
        #expect(refused.isPlanar)
        try expect(refused.letterbox, path: .rgb)
        let next = try show(96, 64)
        #expect(!next.isPlanar)
        try expect(next.letterbox, path: .rgb)
        #expect(!harness.recorder.all.contains { if case .unplugged = $0 { true } else { false } })
        #expect(lit == litBefore)
    }

    @Test func usesALayerThatComesAndGoesWithAModeOnly() throws {
        try present(1)
        let litBefore = lit
        try limit(stiff: 1)
        for seed in 1...5 {
            let expected = try present(seed)
            #expect(try #require(cable.look()).looksLike(expected))
            for _ in 0..<2 { try expect(try show(96, 64).letterbox, path: .yuvPlane) }
        }
        #expect(lit == litBefore)
        #expect(harness.recorder.superseded.isEmpty)
    }

    @Test func showsItAgainAfterSleepAndOnAnotherScreen() throws {
        let (display, recorder) = (harness.display, harness.recorder)
        let first = try show(96, 64)
        display.setPower(isOn: false)
        #expect(recorder.wait(polling: .milliseconds(5)) { _ in display.status.power == .off })
        #expect(cable.look() == nil)
        display.setPower(isOn: true)
        #expect(recorder.wait(polling: .milliseconds(5)) { _ in display.status.power == .on && layers.count == 2 })
        try expect(first.letterbox, path: .yuvPlane)
        try harness.unplug()
        #expect(recorder.wait { _ in display.mode == nil })
        try harness.replug(width: 400, height: 300)
        #expect(recorder.wait { _ in display.mode?.width == 400 })
        let second = try show(96, 64)
        #expect(second.isPlanar)
        try expect(second.letterbox, path: .yuvPlane)
    }

    @Test func lightsADisplayWithPixelsWhereItsPlanesAreRefusedMeanwhile() throws {
        let (display, recorder) = (harness.display, harness.recorder)
        let shown = try show(96, 64)
        display.setPower(isOn: false)
        #expect(recorder.wait(polling: .milliseconds(5)) { _ in display.status.power == .off })
        try limit(full: 1)
        display.setPower(isOn: true)
        #expect(recorder.wait(polling: .milliseconds(5)) { _ in display.status.power == .on && !layers.isEmpty })
        try #require(cable.look()).expect([.red, .green, .white, .blue], at: shown.letterbox)
        #expect(display.mode != nil)
        try expect(try show(96, 64).letterbox, path: .rgb)
    }

    @discardableResult
    private func present(_ seed: Int) throws -> PixelImage {
        token += 1
        let expected = try harness.present(token, seed: seed)
        #expect(harness.recorder.waitForPresentation(of: token))
        return expected
    }
}
