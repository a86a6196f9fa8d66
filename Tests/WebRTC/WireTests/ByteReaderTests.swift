import Testing
import Wire

@Suite struct ByteReaderTests {
    @Test func readsBigEndianNumbersInOrder() throws {
        let bytes: [UInt8] = [1, 0, 2, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 5]
        var reader = ByteReader(bytes.span)
        let numbers = try [
            UInt64(reader.readUInt8()), UInt64(reader.readUInt16()), UInt64(reader.readUInt24()), UInt64(reader.readUInt32()),
            reader.readUInt64(),
        ]
        let ended = reader.isAtEnd
        #expect(numbers == [1, 2, 3, 4, 5])
        #expect(ended)
    }

    @Test func throwsInsteadOfReadingPastTheEnd() {
        let bytes: [UInt8] = [1, 2, 3]
        var reader = ByteReader(bytes.span)
        var missing: Int?
        do { _ = try reader.readBytes(5) } catch { missing = error == .truncated(missing: 2) ? 2 : nil }
        let remaining = reader.remaining
        #expect(missing == 2)
        #expect(remaining == 3)
    }

    @Test func refusesNegativeCounts() {
        let bytes: [UInt8] = [1]
        var reader = ByteReader(bytes.span)
        var refused = false
        do { try reader.skip(-1) } catch { refused = true }
        #expect(refused)
    }
}
