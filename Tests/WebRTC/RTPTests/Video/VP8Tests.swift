import Testing

@testable import RTP

@Suite("VP8 payloads")
struct VP8Tests {
    private func parse(_ bytes: [UInt8]) throws(VP8Error) -> VP8PayloadDescriptor {
        try VP8PayloadDescriptor(parsing: bytes.span)
    }

    // The payloads drawn in RFC 7741 §4.5.
    @Test func readsFirstPacketWithSevenBitPictureID() throws {
        let descriptor = try parse([0x90, 0x80, 0x11, 0xFF])
        #expect(descriptor.startsFrame)
        #expect(descriptor.pictureID == .init(value: 17, isLong: false))
        #expect(descriptor.length == 3)
    }

    @Test func readsPacketWithoutExtension() throws {
        let descriptor = try parse([0x08 | 0x10, 0xFF])
        #expect(descriptor.startsPartition)
        #expect(descriptor.pictureID == nil)
        #expect(descriptor.length == 1)
    }

    @Test func readsFifteenBitPictureIDAsBrowsersSendIt() throws {
        let descriptor = try parse([0x80, 0x80, 0x92, 0x34, 0xFF])
        #expect(descriptor.pictureID == .init(value: 0x1234, isLong: true))
        #expect(!descriptor.startsFrame)
    }

    @Test func readsEveryOptionalField() throws {
        let descriptor = try parse([0xB3, 0xF0, 0xFF, 0xFE, 0x7F, 0xBF, 0x00])
        #expect(descriptor.isNonReference)
        #expect(descriptor.partitionIndex == 3)
        #expect(!descriptor.startsFrame)
        #expect(descriptor.pictureID == .init(value: 0x7FFE, isLong: true))
        #expect(descriptor.baseLayerIndex == 0x7F)
        #expect(descriptor.temporalLayer == 2)
        #expect(descriptor.isLayerSync)
        #expect(descriptor.keyIndex == 31)
        #expect(descriptor.length == 6)
    }

    @Test func layerAndKeyIndexAreIndependent() throws {
        let keyOnly = try parse([0x90, 0x10, 0xE5, 0x00])
        #expect(keyOnly.keyIndex == 5)
        #expect(keyOnly.temporalLayer == nil)
        #expect(!keyOnly.isLayerSync)
        let layerOnly = try parse([0x90, 0x20, 0x45, 0x00])
        #expect(layerOnly.temporalLayer == 1)
        #expect(layerOnly.keyIndex == nil)
    }

    @Test func refusesBaseLayerIndexWithoutLayer() {
        #expect(throws: VP8Error.layerIndexWithoutLayer) { try parse([0x90, 0xC0, 0x11, 0x01, 0xFF]) }
    }

    @Test func refusesShortPackets() {
        let whole: [UInt8] = [0x90, 0xF0, 0x81, 0x02, 0x03, 0x04, 0xFF]
        for count in 0..<whole.count {
            #expect(throws: VP8Error.truncated) { try parse(Array(whole.prefix(count))) }
        }
        #expect(throws: Never.self) { try parse(whole) }
    }

    private static let successors: [(UInt16, Bool, UInt16, Bool, Bool)] = [
        (5, true, 6, true, true), (0x7FFF, true, 0, true, true), (0x7F, false, 0, false, true), (5, true, 7, true, false),
        (5, true, 5, true, false), (0x7F, true, 0x80, true, true), (0x17F, true, 0, false, true),
    ]

    @Test(arguments: successors)
    func pictureIDsWrapAtTheirWidth(before: UInt16, wasLong: Bool, after: UInt16, isLong: Bool, follows: Bool) {
        let first = PictureID(value: before, isLong: wasLong)
        #expect(PictureID(value: after, isLong: isLong).follows(first) == follows)
    }

    @Test func readsDimensionsOfKeyFrameWithoutScalingBits() throws {
        let header = try VP8KeyFrameHeader(parsing: [0x10, 2, 0, 0x9D, 0x01, 0x2A, 0x00, 0x45, 0xBC, 0x82].span)
        #expect(header.width == 1280)
        #expect(header.height == 700)
    }

    @Test func refusesKeyFrameWithoutStartCodeOrCutShort() {
        #expect(throws: VP8Error.startCodeMissing) {
            try VP8KeyFrameHeader(parsing: [0x10, 2, 0, 0x9D, 0x01, 0x2B, 0, 5, 0, 2].span)
        }
        #expect(throws: VP8Error.truncated) { try VP8KeyFrameHeader(parsing: [0x10, 2, 0, 0x9D, 0x01, 0x2A, 0, 5, 0].span) }
    }
}
