import Testing

@testable import SocketIOCore

struct WebSocketMessageAssemblerTests {
    private var assembler = WebSocketMessageAssembler(maximumBytes: 10)

    @Test mutating func passesWholeMessages() throws {
        #expect(try assembler.receive(.text, isFinal: true, Array("€".utf8)) == .text("€"))
        #expect(try assembler.receive(.binary, isFinal: true, [0xFF]) == .binary([0xFF]))
        #expect(try assembler.receive(.text, isFinal: true, []) == .text(""))
    }

    @Test mutating func joinsFragmentsWhereverTheyAreCut() throws {
        #expect(try assembler.receive(.text, isFinal: false, [0xE2]) == nil)
        #expect(try assembler.receive(.continuation, isFinal: false, [0x82]) == nil)
        #expect(try assembler.receive(.continuation, isFinal: true, [0xAC]) == .text("€"))
        #expect(throws: WebSocketViolation.protocolError) { try assembler.receive(.continuation, isFinal: true, []) }
    }

    @Test mutating func refusesANewMessageInsideAnother() throws {
        _ = try assembler.receive(.text, isFinal: false, [])
        #expect(throws: WebSocketViolation.protocolError) { try assembler.receive(.text, isFinal: true, []) }
    }

    @Test mutating func refusesTextThatIsNoUTF8() {
        #expect(throws: WebSocketViolation.invalidUTF8) { try assembler.receive(.text, isFinal: true, [0xC3, 0x28]) }
    }

    @Test mutating func boundsTheWholeMessage() throws {
        _ = try assembler.receive(.binary, isFinal: false, [UInt8](repeating: 0, count: 10))
        #expect(throws: WebSocketViolation.messageTooLarge) { try assembler.receive(.continuation, isFinal: true, [0]) }
    }

    @Test mutating func boundsTheNumberOfFragments() throws {
        _ = try assembler.receive(.binary, isFinal: false, [])
        for _ in 0..<255 { _ = try assembler.receive(.continuation, isFinal: false, []) }
        #expect(throws: WebSocketViolation.tooManyFragments) { try assembler.receive(.continuation, isFinal: false, []) }
    }

    @Test func namesTheCodesOfRFC6455() {
        let violations: [WebSocketViolation] = [.protocolError, .invalidUTF8, .messageTooLarge, .tooManyFragments]
        #expect(violations.map(\.closeCode) == [1002, 1007, 1009, 1008])
    }
}
