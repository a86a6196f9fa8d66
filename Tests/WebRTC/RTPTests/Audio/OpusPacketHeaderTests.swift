import Testing

@testable import RTP

struct OpusPacketHeaderTests {
    private func duration(_ bytes: [UInt8]) throws -> Int { try OpusPacketHeader(parsing: bytes.span).duration }

    @Test func readsTheDurationOfEveryConfiguration() throws {
        // RFC 6716 §3.1, table 2, in tenths of milliseconds.
        let table =
            [100, 200, 400, 600, 100, 200, 400, 600, 100, 200, 400, 600, 100, 200, 100, 200]
            + [25, 50, 100, 200, 25, 50, 100, 200, 25, 50, 100, 200, 25, 50, 100, 200]
        for (configuration, expected) in table.enumerated() {
            #expect(try duration([UInt8(configuration << 3), 0]) == expected * 48 / 10)
        }
    }

    @Test func countsTheFramesOfAPacket() throws {
        #expect(try duration([0xFC]) == 960)
        #expect(try duration([0xFD, 1, 2]) == 1920)
        #expect(try duration([0xFE, 1, 2]) == 1920)
        #expect(try duration([0xFF, 0x83, 0]) == 2880)
        #expect(try duration([0xFF, 6]) == 5760)
    }

    @Test func refusesWhatIsNoPacket() {
        #expect(throws: OpusError.empty) { try duration([]) }
        #expect(throws: OpusError.truncated) { try duration([0xFF]) }
        #expect(throws: OpusError.invalidFrameCount) { try duration([0xFF, 0]) }
        #expect(throws: OpusError.invalidFrameCount) { try duration([0xFF, 7]) }
    }

    @Test func seesChannelsAndCopies() throws {
        #expect(try OpusPacketHeader(parsing: [0x4C, 0].span).isStereo)
        #expect(try !OpusPacketHeader(parsing: [0x48, 0].span).isStereo)
        // SILK, 20 ms, mono: a voice flag, then the LBRR flag.
        #expect(try OpusPacketHeader(parsing: [0x48, 0x40].span).hasRedundancy)
        #expect(try !OpusPacketHeader(parsing: [0x48, 0x80].span).hasRedundancy)
        // CELT has none.
        #expect(try !OpusPacketHeader(parsing: [0xFC, 0xFF].span).hasRedundancy)
    }
}
