import SeededRandom
import Testing
import VP8TestEncoder

@testable import Media

@Suite struct VideoDecoderTests {
    private func frames(_ count: Int, width: Int = 64, height: Int = 48) throws -> [[UInt8]] {
        var encoder = try VP8TestEncoder(width: width, height: height)
        return try (0..<count).map { try encoder.encode(.moving(width: width, height: height, frame: $0)).data }
    }

    /// The start of a key frame, RFC 6386 §9.1.
    private func keyFrameHeader(width: Int, height: Int) -> [UInt8] {
        let sizes = [width & 0xFF, width >> 8, height & 0xFF, height >> 8].map { UInt8($0) }
        return [0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A] + sizes + [UInt8](repeating: 0, count: 64)
    }

    @Test(arguments: [1, 2]) func decodesFramesInOrder(threads: Int) throws {
        var decoder = try VideoDecoder(threads: threads)
        for frame in try frames(5, width: 65, height: 49) {
            let size = try #require(try decoder.decode(frame))
            #expect(size.width == 65)
            #expect(size.height == 49)
        }
    }

    @Test func refusesToBeginWithoutAKeyFrame() throws {
        let frames = try frames(2)
        var decoder = try VideoDecoder()
        #expect(throws: VideoDecoderError.keyFrameMissing) { try decoder.decode(frames[1]) }
        #expect(try decoder.decode(frames[0]) != nil)
    }

    @Test func refusesAnEmptyFrame() throws {
        var decoder = try VideoDecoder()
        _ = try decoder.decode(frames(1)[0])
        #expect(throws: VideoDecoderError.emptyFrame) { try decoder.decode([]) }
    }

    @Test(arguments: [(8193, 16), (16, 8193), (4097, 4096), (16383, 16383)])
    func refusesFramesThatAreTooLargeBeforeAllocating(width: Int, height: Int) throws {
        var decoder = try VideoDecoder()
        let data = keyFrameHeader(width: width, height: height)
        #expect(throws: VideoDecoderError.tooLarge(width: width, height: height)) { try decoder.decode(data) }
    }

    @Test(arguments: [(8192, 16), (16, 8192), (0, 0), (0, 16)])
    func doesNotTakeAllowedOrEmptySizesForTooLarge(width: Int, height: Int) throws {
        var decoder = try VideoDecoder()
        let data = keyFrameHeader(width: width, height: height)
        do {
            _ = try decoder.decode(data)
        } catch {
            if case .tooLarge = error { Issue.record("\(width) × \(height) is not too large") }
        }
    }

    @Test func refusesKeyFramesWithoutTheStartCode() throws {
        var decoder = try VideoDecoder()
        var data = try frames(1)[0]
        data[3] = 0
        #expect(throws: VideoDecoderError.notVP8) { try decoder.decode(data) }
    }

    @Test func wantsAKeyFrameAfterAnError() throws {
        let frames = try frames(4)
        var decoder = try VideoDecoder()
        _ = try decoder.decode(frames[0])
        #expect(throws: VideoDecoderError.self) { try decoder.decode(Array(frames[0].prefix(12))) }
        #expect(throws: VideoDecoderError.keyFrameMissing) { try decoder.decode(frames[1]) }
        for frame in frames { #expect(try decoder.decode(frame) != nil) }
    }

    @Test func changesSizeAtAKeyFrame() throws {
        var decoder = try VideoDecoder()
        for (width, height) in [(64, 48), (130, 70), (31, 17)] {
            for frame in try frames(2, width: width, height: height) {
                let size = try #require(try decoder.decode(frame))
                #expect((size.width, size.height) == (width, height))
            }
        }
    }

    @Test func survivesAnyDamage() throws {
        let frames = try frames(3)
        var generator = SeededGenerator(seed: 7)
        var decoder = try VideoDecoder()
        for _ in 0..<400 {
            var data = frames[Int.random(in: 0..<3, using: &generator)]
            for _ in 0..<Int.random(in: 0..<6, using: &generator) {
                data[Int.random(in: 0..<data.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) { data.removeLast(Int.random(in: 0..<data.count, using: &generator)) }
            // A damaged size may ask for a large picture: allowed, and slow to no purpose here.
            if data.count > 9, data[0] & 1 == 0, data[7] != 0 || data[9] != 0 { continue }
            _ = try? decoder.decode(data)
        }
        #expect(try decoder.decode(frames[0]) != nil)
    }
}
