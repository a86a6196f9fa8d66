import Testing

@testable import SocketIOCore

struct WebSocketFrameHeaderTests {
    private func read(_ bytes: [UInt8], atMost limit: Int = 1_000_000) throws(WebSocketViolation) -> WebSocketFrameHeader? {
        try WebSocketFrameHeader.read(bytes.span, maximumLength: limit)
    }

    /// RFC 6455 §5.7.
    @Test func readsTheExamplesOfTheRFC() throws {
        let masked = try #require(try read([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]))
        #expect(masked.isFinal && masked.opcode == WebSocketFrameHeader.text && masked.length == 5 && masked.size == 6)
        #expect(masked.mask?.remove(from: ([0x7F, 0x9F, 0x4D, 0x51, 0x58] as [UInt8]).span) == Array("Hello".utf8))
        let fragment = try #require(try read([0x01, 0x03, 0x48, 0x65, 0x6C]))
        #expect(!fragment.isFinal && fragment.opcode == WebSocketFrameHeader.text && fragment.length == 3 && fragment.mask == nil)
        let ping = try #require(try read([0x89, 0x05]))
        #expect(ping.isControl && ping.opcode == WebSocketFrameHeader.ping && ping.length == 5 && ping.size == 2)
        #expect(try read([0x82, 0x7E, 0x01, 0x00])?.length == 256)
        #expect(try read([0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])?.length == 65_536)
    }

    @Test(
        arguments: [
            [0x81, 0x85, 1, 2, 3, 4], [0x81, 0xFE, 1, 0, 1, 2, 3, 4], [0x81, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4],
            [0x89, 0x80, 1, 2, 3, 4],
        ] as [[UInt8]]
    )
    func waitsForAllOfItself(bytes: [UInt8]) throws {
        for length in bytes.indices { #expect(try read(Array(bytes[..<length])) == nil) }
        #expect(try read(bytes)?.size == bytes.count)
        #expect(try read(bytes + [9, 9])?.size == bytes.count)
    }

    @Test(
        arguments: [
            ([0x81, 0xFE, 0x27, 0x11], WebSocketViolation.messageTooLarge),
            ([0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0x27, 0x11], .messageTooLarge),
            ([0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .messageTooLarge),
            ([0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .messageTooLarge),
            ([0x09, 0x80], .protocolError), ([0x89, 0xFE, 0, 126], .protocolError),
        ] as [([UInt8], WebSocketViolation)]
    )
    func refusesAsSoonAsItCanTell(bytes: [UInt8], violation: WebSocketViolation) {
        #expect(throws: violation) { try read(bytes, atMost: 10_000) }
        #expect(throws: Never.self) { try read(Array(bytes.dropLast()), atMost: 10_000) }
    }

    @Test func tellsBitsThatNobodyAgreedOn() throws {
        for bits: UInt8 in [0x10, 0x20, 0x40] { #expect(try read([0x81 | bits, 0])?.hasReservedBits == true) }
        #expect(try read([0x81, 0])?.hasReservedBits == false)
    }

    @Test func removesTheMaskFromEachByte() {
        let key: [UInt8] = [0x12, 0xFF, 0, 0x80]
        for length in 0..<40 {
            let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7) }
            let masked = content.enumerated().map { $1 ^ key[$0 % 4] }
            #expect(WebSocketMask(key.span).remove(from: masked.span) == content)
        }
    }
}
