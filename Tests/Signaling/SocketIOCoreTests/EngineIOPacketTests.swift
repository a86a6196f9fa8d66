import Testing
import Wire

@testable import SocketIOCore

struct EngineIOPacketTests {
    @Test(arguments: [
        ("0{}", EngineIOPacket.open("{}")), ("1", .close), ("2", .ping("")), ("2probe", .ping("probe")),
        ("3probe", .pong("probe")),
        ("4hello", .message("hello")), ("4", .message("")), ("4€😀", .message("€😀")), ("5", .upgrade),
        // Which as a character is one with the digit.
        ("4\u{301}a", .message("\u{301}a")), ("6", .noop),
    ])
    func readsAndWritesTextFrames(text: String, packet: EngineIOPacket) throws {
        #expect(try EngineIOPacket(text: text) == packet)
        #expect(packet.text == text)
    }

    @Test func refusesEmptyAndUnknownPackets() {
        #expect(throws: EngineIOError.emptyPacket) { try EngineIOPacket(text: "") }
        #expect(throws: EngineIOError.unknownType(0x37)) { try EngineIOPacket(text: "7") }
        #expect(throws: EngineIOError.unknownType(0x61)) { try EngineIOPacket(text: "abc") }
    }

    @Test func joinsPacketsOfAPayloadByRecordSeparator() throws {
        let packets: [EngineIOPacket] = [.message("test1"), .message("test2"), .binary([1, 2, 3, 4]), .pong("")]
        let body = "4test1\u{1E}4test2\u{1E}bAQIDBA==\u{1E}3"
        #expect(EngineIOPayload.text(of: packets) == body)
        #expect(try EngineIOPayload.packets(in: body) == packets)
    }

    @Test(arguments: ["", "4a\u{1E}", "\u{1E}4a", "abc", "bAQID*A==", "b", "4a\u{1E}\u{1E}4b"])
    func refusesBrokenPayloads(body: String) {
        if body == "b" {
            #expect(throws: Never.self) { try EngineIOPayload.packets(in: body) }
        } else {
            #expect(throws: EngineIOError.self) { try EngineIOPayload.packets(in: body) }
        }
    }

    @Test func refusesAPayloadOfCountlessPackets() {
        let body = Array(repeating: "3", count: 5000).joined(separator: "\u{1E}")
        #expect(throws: EngineIOError.tooManyPackets) { try EngineIOPayload.packets(in: body) }
    }

    @Test func readsPayloadsOfRevision3WithLengthsInUTF16() throws {
        let packets: [EngineIOPacket] = [.open("{}"), .message("0"), .message("😀"), .message("€"), .binary([1, 2, 3, 4])]
        let body = "3:0{}2:403:4😀2:4€10:b4AQIDBA=="
        #expect(try EngineIOPayload.legacyPackets(in: body) == packets)
        #expect(EngineIOPayload.text(of: packets, revision: .three) == body)
        #expect(EngineIOPayload.isLegacy(body))
        #expect(!EngineIOPayload.isLegacy(#"0{"sid":"a"}"#))
    }

    @Test(arguments: ["", "2:4", "0:", ":4", "-1:4", "999999999:4", "2:4😀", "1:4a", "x:4"])
    func refusesBrokenPayloadsOfRevision3(body: String) {
        #expect(throws: EngineIOError.self) { try EngineIOPayload.legacyPackets(in: body) }
    }

    @Test func writesTheMembersOfAHandshakeThatClientsExpect() throws {
        let handshake = EngineIOHandshake(
            sid: Redacted("lv_VI97HAXpY6yYWAAAC"),
            upgrades: ["websocket"],
            pingInterval: .seconds(25),
            pingTimeout: .seconds(20),
            maxPayload: 1_000_000
        )
        let text =
            #"{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#
        #expect(handshake.text == text)
        #expect(try EngineIOHandshake(parsing: text) == handshake)
    }

    @Test(arguments: [
        "", "[]", #"{"sid":"a"}"#, #"{"sid":"","pingInterval":1,"pingTimeout":1}"#,
        #"{"sid":"a","pingInterval":-1,"pingTimeout":1}"#,
        #"{"sid":"a","pingInterval":1e300,"pingTimeout":1}"#, #"{"sid":1,"pingInterval":1,"pingTimeout":1}"#,
    ])
    func refusesHandshakesThatCannotBeMeant(text: String) {
        #expect(throws: EngineIOError.invalidHandshake) { try EngineIOHandshake(parsing: text) }
    }
}
