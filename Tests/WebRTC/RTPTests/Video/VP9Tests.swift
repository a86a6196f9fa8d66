import Testing
import Wire

@testable import RTP

@Suite("VP9")
struct VP9Tests {
    private func parse(_ bytes: [UInt8]) throws(VP9Error) -> VP9PayloadDescriptor {
        try VP9PayloadDescriptor(parsing: bytes.span)
    }

    @Test func readsAnUnlayeredFrame() throws {
        let descriptor = try parse([0x8C, 0x80 | 0x12, 0x34, 0xAA])
        #expect(descriptor.pictureID == PictureID(value: 0x1234, isLong: true))
        #expect(descriptor.startsFrame && descriptor.endsFrame && !descriptor.isInterPredicted)
        #expect(descriptor.temporalLayer == nil && descriptor.spatialLayer == nil)
        #expect(descriptor.length == 3)
    }

    @Test func readsLayersOutsideFlexibleMode() throws {
        let descriptor = try parse([0xE8, 0x05, 0b010_1_001_1, 0x77, 0xAA])
        #expect(descriptor.isInterPredicted)
        #expect(descriptor.temporalLayer == 2 && descriptor.isSwitchingPoint && descriptor.spatialLayer == 1)
        #expect(descriptor.baseLayerIndex == 0x77)
        #expect(descriptor.length == 4)
    }

    @Test func readsReferencesInFlexibleMode() throws {
        let descriptor = try parse([0xD8, 0x05, 0x03, 0x08, 0xAA])
        #expect(descriptor.references == [1, 4])
        #expect(descriptor.baseLayerIndex == nil)
        #expect(descriptor.length == 4)
        #expect(throws: VP9Error.tooManyReferences) { try parse([0xD8, 0x05, 0x03, 0x03, 0x03, 0x03, 0xAA]) }
        // Without P there are none.
        #expect(try parse([0x98, 0x05, 0x03]).references.isEmpty)
    }

    @Test func skipsAScalabilityStructure() throws {
        // Two sizes, and a group of two pictures with one and two references.
        let structure: [UInt8] = [0x38, 1, 64, 0, 240, 2, 128, 1, 224, 2, 0x04, 1, 0x28, 1, 2]
        #expect(try parse([0x8A, 0x05] + structure + [0xAA]).length == 2 + structure.count)
        for length in 1..<structure.count {
            #expect(throws: VP9Error.truncated) { try parse([0x8A, 0x05] + structure.prefix(length)) }
        }
    }

    @Test(arguments: [[], [0x80], [0x80, 0x81], [0xA0, 0x05, 0x00], [0xD0, 0x05], [0x0C]] as [[UInt8]])
    func refusesWhatEndsTooSoon(bytes: [UInt8]) {
        #expect(throws: VP9Error.truncated) { try parse(bytes) }
    }

    // MARK: frames

    /// The uncompressed header of a key frame.
    private func keyFrame(width: Int = 640, height: Int = 360, profile: UInt8 = 0) -> [UInt8] {
        let (w, h) = (width - 1, height - 1)
        let first = 0x82 | (profile & 1) << 5 | (profile & 2) << 3
        return [
            first, 0x49, 0x83, 0x42, UInt8(w >> 12 & 0x0F), UInt8(w >> 4 & 0xFF), UInt8(w & 0x0F) << 4 | UInt8(h >> 12),
            UInt8(h >> 4 & 0xFF), UInt8(h & 0x0F) << 4, 0, 0,
        ]
    }

    @Test(arguments: [(640, 360), (1, 1), (65536, 65536), (1279, 719)])
    func readsTheSizeOfAKeyFrame(width: Int, height: Int) throws {
        let header = try VP9FrameHeader(parsing: keyFrame(width: width, height: height).span)
        #expect(header.isKeyFrame)
        #expect(header.size.map { [$0.width, $0.height] } == [width, height])
    }

    @Test func refusesWhatIsNoFrameOfProfileZero() {
        #expect(throws: VP9Error.unsupportedProfile(1)) { try VP9FrameHeader(parsing: keyFrame(profile: 1).span) }
        #expect(throws: VP9Error.unsupportedProfile(2)) { try VP9FrameHeader(parsing: keyFrame(profile: 2).span) }
        #expect(throws: VP9Error.notAFrame) { try VP9FrameHeader(parsing: [0x42, 0x49, 0x83, 0x42].span) }
        #expect(throws: VP9Error.notAFrame) { try VP9FrameHeader(parsing: [0x82, 0x49, 0x83, 0x43].span) }
        #expect(throws: VP9Error.truncated) { try VP9FrameHeader(parsing: Array(keyFrame().prefix(8)).span) }
    }

    @Test func findsTheFramesOfASuperframe() {
        func frames(_ bytes: [UInt8]) -> [Range<Int>] { VP9Superframe.frames(in: bytes.span) }
        #expect(frames([1, 2, 3, 4, 5, 0xC1, 2, 3, 0xC1]) == [0..<2, 2..<5])
        #expect(frames([1, 2, 3]) == [0..<3])
        #expect(frames([1, 2, 0xC1, 2, 3, 0xC1]) == [0..<6], "sizes that do not fit")
        #expect(frames([]).isEmpty)
    }

    // MARK: the receiver

    private struct Packetizer {
        var sequence: UInt16 = 1000
        var pictureID: UInt8 = 3

        mutating func packet(_ payload: [UInt8], timestamp: UInt32, marker: Bool) -> [UInt8] {
            defer { sequence &+= 1 }
            var writer = ByteWriter()
            writer.write(UInt8(0x80))
            writer.write(UInt8(96 | (marker ? 0x80 : 0)))
            writer.write(sequence)
            writer.write(timestamp)
            writer.write(UInt32(77))
            writer.write(payload)
            return writer.bytes
        }
    }

    @Test func handsOutFramesInOrderAndMendsLosses() {
        var bench = Bench { $0.codec = .vp9 }
        var sender = Packetizer()
        bench.receive(sender.packet([0x88, 1] + keyFrame(), timestamp: 0, marker: false))
        bench.receive(sender.packet([0x84, 1, 0xEE], timestamp: 0, marker: true))
        #expect(bench.frames.count == 1)
        #expect(bench.frames.first?.codec == .vp9)
        #expect(bench.frames.first?.isKeyFrame == true)
        #expect(bench.frames.first?.width == 640 && bench.frames.first?.height == 360)
        #expect(bench.frames.first?.data == keyFrame() + [0xEE])
        let late = sender.packet([0xCC, 2, 0x86, 1], timestamp: 3000, marker: true)
        bench.receive(sender.packet([0xCC, 3, 0x86, 2], timestamp: 6000, marker: true))
        #expect(bench.frames.count == 1)
        bench.receive(late)
        #expect(bench.frames.map(\.data.last) == [0xEE, 1, 2])
        #expect(bench.frames.map(\.isKeyFrame) == [true, false, false])
    }

    @Test("of several spatial layers the lowest is shown, as soon as it is there")
    func takesTheLowestSpatialLayer() {
        var bench = Bench { $0.codec = .vp9 }
        var sender = Packetizer()
        bench.receive(sender.packet([0xAC, 1, 0x00, 9] + keyFrame(), timestamp: 0, marker: false))
        #expect(bench.frames.count == 1)
        bench.receive(sender.packet([0xAC, 1, 0x03, 9] + keyFrame(width: 1280, height: 720), timestamp: 0, marker: true))
        bench.receive(sender.packet([0xEC, 2, 0x00, 10, 0x86, 5], timestamp: 3000, marker: false))
        #expect(bench.frames.map(\.data.count) == [keyFrame().count, 2])
        #expect(bench.nacks.isEmpty)
    }

    @Test func asksForAnotherKeyFrameWhenItIsTooLarge() {
        var bench = Bench { $0.codec = .vp9 }
        var sender = Packetizer()
        bench.receive(sender.packet([0x8C, 1] + keyFrame(width: 8193), timestamp: 0, marker: true))
        bench.advance(.milliseconds(400))
        #expect(bench.frames.isEmpty)
        #expect(bench.pictureLossIndications >= 2)
    }
}
