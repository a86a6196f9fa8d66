import Testing

@testable import RTP

@Suite("RTP packets")
struct RTPPacketTests {
    private static let header: [UInt8] = [0x80, 0xE0, 0x12, 0x34, 0x00, 0x01, 0x5F, 0x90, 0xDE, 0xAD, 0xBE, 0xEF]

    @Test func readsTheFixedHeader() throws {
        let packet = try RTPPacket(parsing: Self.header + [1, 2, 3])
        #expect(packet.marker)
        #expect(packet.payloadType == 96)
        #expect(packet.sequenceNumber == 0x1234)
        #expect(packet.timestamp == 90_000)
        #expect(packet.ssrc == 0xDEAD_BEEF)
        #expect(Array(packet.bytes[packet.payload]) == [1, 2, 3])
        #expect(packet.headerExtension(1) == nil)
    }

    @Test func skipsContributingSources() throws {
        var bytes = Self.header
        bytes[0] |= 2
        let packet = try RTPPacket(parsing: bytes + [0, 0, 0, 1, 0, 0, 0, 2, 42])
        #expect(Array(packet.bytes[packet.payload]) == [42])
    }

    @Test func cutsPaddingOff() throws {
        var bytes = Self.header
        bytes[0] |= 0x20
        let packet = try RTPPacket(parsing: bytes + [9, 9, 0, 0, 3])
        #expect(Array(packet.bytes[packet.payload]) == [9, 9])
        #expect(packet.paddingCount == 3)
    }

    @Test func acceptsPacketThatIsPaddingOnly() throws {
        var bytes = Self.header
        bytes[0] |= 0x20
        let packet = try RTPPacket(parsing: bytes + [UInt8](repeating: 0, count: 254) + [255])
        #expect(packet.payload.isEmpty)
        #expect(packet.originalSequenceNumber == nil)
    }

    @Test(arguments: [[0], [1, 2, 4], [255]] as [[UInt8]])
    func refusesPaddingThatDoesNotFit(_ payload: [UInt8]) {
        var bytes = Self.header
        bytes[0] |= 0x20
        #expect(throws: RTPError.invalidPadding) { try RTPPacket(parsing: bytes + payload) }
    }

    @Test func refusesPaddingFlagWhenNothingFollowsTheHeader() {
        var bytes = Self.header
        bytes[0] |= 0x20
        bytes[11] = 1
        #expect(throws: RTPError.invalidPadding) { try RTPPacket(parsing: bytes) }
    }

    @Test func refusesRetransmissionWithVersionZero() {
        var bytes = Self.header
        bytes[0] = 0x00
        #expect(throws: RTPError.unsupportedVersion(0)) { try RTPPacket(parsing: bytes) }
    }

    @Test func refusesEveryPrefixThatEndsInsideTheHeader() {
        var bytes = Self.header
        bytes[0] |= 0x11
        bytes += [0, 0, 0, 1] + [0xBE, 0xDE, 0, 2] + [0x10, 1, 0x20, 2, 0, 0, 0, 0]
        for count in 0..<bytes.count {
            #expect(throws: RTPError.truncated) { try RTPPacket(parsing: Array(bytes.prefix(count))) }
        }
        #expect(throws: Never.self) { try RTPPacket(parsing: bytes) }
    }

    @Test func findsOneByteExtensionsBetweenPadding() throws {
        let packet = try RTPPacket(parsing: withExtension(0xBEDE, [0x10, 7, 0, 0, 0x31, 0xAB, 0xCD, 0]))
        #expect(packet.headerExtension(1).map { Array(packet.bytes[$0]) } == [7])
        #expect(packet.headerExtensionValue16(3) == 0xABCD)
        #expect(packet.headerExtensionValue16(1) == nil)
        #expect(packet.headerExtension(2) == nil)
        #expect(packet.headerExtension(0) == nil)
    }

    @Test func stopsAtExtensionID15InOneByteForm() throws {
        let packet = try RTPPacket(parsing: withExtension(0xBEDE, [0xF0, 1, 0x10, 7]))
        #expect(packet.headerExtension(1) == nil)
        #expect(packet.headerExtension(15) == nil)
    }

    @Test(arguments: [UInt16(0x1000), 0x100F])
    func findsTwoByteExtensions(profile: UInt16) throws {
        let packet = try RTPPacket(parsing: withExtension(profile, [0, 15, 0, 16, 2, 0xAB, 0xCD, 0]))
        #expect(packet.headerExtension(15)?.isEmpty == true)
        #expect(packet.headerExtensionValue16(16) == 0xABCD)
    }

    private static let damaged: [(UInt16, [UInt8])] = [
        (0xBEDE, [0x17, 1, 2, 3]), (0x1000, [1, 9, 2, 3]), (0x1000, [0, 0, 0, 1]), (0x4242, [0x10, 1, 0, 0]),
    ]

    @Test(arguments: damaged)
    func findsNothingInDamagedOrForeignExtension(profile: UInt16, block: [UInt8]) throws {
        let packet = try RTPPacket(parsing: withExtension(profile, block))
        #expect(packet.headerExtension(1) == nil)
        #expect(Array(packet.bytes[packet.payload]) == [42])
    }

    private func withExtension(_ profile: UInt16, _ block: [UInt8]) -> [UInt8] {
        var bytes = Self.header
        bytes[0] |= 0x10
        return bytes + [UInt8(profile >> 8), UInt8(profile & 0xFF), 0, UInt8(block.count / 4)] + block + [42]
    }
}
