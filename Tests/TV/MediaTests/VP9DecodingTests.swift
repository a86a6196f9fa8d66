import DisplayContract
import DisplayHeadless
import RTP
import Testing
import VP8TestEncoder
import Wire

@testable import Media

@Suite("VP9 decoding") struct VP9DecodingTests {
    private func frames(_ count: Int, width: Int = 64, height: Int = 48) throws -> [VP8TestEncoder.Frame] {
        var encoder = try VP8TestEncoder(codec: .vp9, width: width, height: height)
        return try (0..<count).map { try encoder.encode(.moving(width: width, height: height, frame: $0)) }
    }

    @Test(arguments: [1, 2]) func decodesFramesInOrder(threads: Int) throws {
        var decoder = try VideoDecoder(codec: .vp9, threads: threads)
        for frame in try frames(5, width: 65, height: 49) {
            let size = try #require(try decoder.decode(frame.data))
            #expect(size.width == 65 && size.height == 49)
        }
    }

    @Test func readsTheHeadersThatTheEncoderWrites() throws {
        for frame in try frames(5, width: 321, height: 179) {
            let header = try VP9FrameHeader(parsing: frame.data.span)
            #expect(header.isKeyFrame == frame.isKeyFrame)
            #expect(VP9FrameHeader.isKeyFrame(firstByte: frame.data[0]) == frame.isKeyFrame)
            #expect(header.size.map { [$0.width, $0.height] } == (frame.isKeyFrame ? [321, 179] : nil))
        }
    }

    @Test func refusesWhatItCannotBeginWith() throws {
        let frames = try frames(2)
        var decoder = try VideoDecoder(codec: .vp9)
        #expect(throws: VideoDecoderError.keyFrameMissing) { try decoder.decode(frames[1].data) }
        #expect(throws: VideoDecoderError.emptyFrame) { try decoder.decode([]) }
        #expect(throws: VideoDecoderError.notVP9) { try decoder.decode([0x42, 1, 2, 3]) }
        var tooLarge = frames[0].data
        tooLarge[4] |= 0x0F
        #expect(throws: VideoDecoderError.self) { try decoder.decode(tooLarge) }
        #expect(try decoder.decode(frames[0].data) != nil)
        #expect(try decoder.decode(frames[1].data) != nil)
    }

    @Test("a stream may go on with the other codec")
    func followsAChangeOfCodec() throws {
        let harness = try PipelineHarness()
        harness.pipeline.show(on: harness.display)
        _ = try harness.show(0, .quarters(width: 64, height: 48))
        var encoder = try VP8TestEncoder(codec: .vp9, width: 160, height: 120)
        for number in 1...3 as ClosedRange<Int64> {
            let frame = try encoder.encode(.quarters(width: 160, height: 120))
            let encoded = EncodedFrame.test(number, isKeyFrame: frame.isKeyFrame, data: frame.data, codec: .vp9)
            harness.pipeline.submit(encoded)
            try #require(harness.wait { harness.displayed.contains(number) })
        }
        let image = try #require(harness.display.snapshot())
        #expect(image.isNear(.red, x: 20, y: 20))
        #expect(image.isNear(.white, x: 140, y: 100))
        #expect(harness.requests.isEmpty)
    }
}
