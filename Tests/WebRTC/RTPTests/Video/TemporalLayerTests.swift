import Testing
import Wire

@testable import RTP

@Suite("Video receiver: temporal layers")
struct TemporalLayerTests {
    private var bench = Bench()
    private var sender = VP8Sender()

    init() {
        bench.receive(sender.frame(key: true, layer: .init(id: 0)))
        bench.advance(.seconds(1))
        bench.rtcp = []
    }

    @Test mutating func baseLayerGoesOnWhenAnEnhancementFrameIsLost() {
        _ = sender.frame(layer: .init(id: 1))
        bench.receive(sender.frame(layer: .init(id: 0)))
        #expect(bench.frames.count == 1)
        bench.advance(.milliseconds(240))
        #expect(bench.frames.count == 2)
        #expect(bench.pictureLossIndications == 0)
    }

    @Test mutating func enhancementFramesWaitForASyncAfterLoss() {
        _ = sender.frame(layer: .init(id: 1))
        bench.receive(sender.frame(layer: .init(id: 0)))
        bench.advance(.milliseconds(240))
        bench.receive(sender.frame(layer: .init(id: 1)))
        #expect(bench.frames.count == 2)
        bench.receive(sender.frame(layer: .init(id: 0)))
        bench.receive(sender.frame(layer: .init(id: 1, isSync: true)))
        #expect(bench.frames.count == 4)
        bench.receive(sender.frame(layer: .init(id: 1)))
        #expect(bench.frames.count == 5)
        #expect(bench.statistics.framesDropped == 1)
        #expect(bench.pictureLossIndications == 0)
    }

    @Test mutating func lostBaseFrameNeedsAKeyFrame() {
        _ = sender.frame(layer: .init(id: 0))
        bench.receive(sender.frame(layer: .init(id: 1)))
        bench.receive(sender.frame(layer: .init(id: 0)))
        bench.advance(.milliseconds(340))
        #expect(bench.frames.count == 1)
        #expect(bench.pictureLossIndications == 1)
    }

    @Test mutating func baseLayerIndexWraps() {
        for _ in 0..<300 {
            bench.receive(sender.frame(layer: .init(id: 0)))
            bench.receive(sender.frame(layer: .init(id: 2)))
            bench.receive(sender.frame(layer: .init(id: 1)))
            bench.receive(sender.frame(layer: .init(id: 2)))
        }
        #expect(bench.frames.count == 1201)
    }
}
