import JSON
import Testing

@testable import SocketIOCore

struct SocketIOPacketTests {
    private func decode(_ text: String) throws -> SocketIOPacket? {
        var decoder = SocketIODecoder()
        return try decoder.receive(text: text)
    }

    /// The examples of the protocol's description.
    @Test(arguments: [
        ("0", SocketIOPacket(.connect)),
        (#"0{"token":"123"}"#, SocketIOPacket(.connect, data: ["token": "123"])),
        (
            #"0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}"#,
            SocketIOPacket(.connect, namespace: "/admin", data: ["sid": "oSO0OpakMV_3jnilAAAA"])
        ),
        (#"4{"message":"Not authorized"}"#, SocketIOPacket(.connectError, data: ["message": "Not authorized"])),
        (#"2["foo"]"#, SocketIOPacket(.event, data: ["foo"])),
        (#"2/admin,["bar"]"#, SocketIOPacket(.event, namespace: "/admin", data: ["bar"])),
        (#"212["foo"]"#, SocketIOPacket(.event, acknowledgement: 12, data: ["foo"])),
        (#"3/admin,13["bar"]"#, SocketIOPacket(.acknowledgement, namespace: "/admin", acknowledgement: 13, data: ["bar"])),
        ("1/admin,", SocketIOPacket(.disconnect, namespace: "/admin")),
        ("1", SocketIOPacket(.disconnect)),
        (#"20["a",null,1,"€"]"#, SocketIOPacket(.event, acknowledgement: 0, data: ["a", .null, 1, "€"])),
    ])
    func readsAndWritesTheExamplesOfTheProtocol(text: String, packet: SocketIOPacket) throws {
        #expect(try decode(text) == packet)
        #expect(packet.text == text)
    }

    @Test func readsANamespaceWithoutItsComma() throws {
        #expect(try decode("0/custom") == SocketIOPacket(.connect, namespace: "/custom"))
    }

    @Test func keepsTheQueryInANamespace() throws {
        #expect(try decode("0/custom?x=1,") == SocketIOPacket(.connect, namespace: "/custom?x=1"))
    }

    @Test func putsAttachmentsBackIntoTheirPacket() throws {
        let text = #"52-/admin,7["baz",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#
        var decoder = SocketIODecoder()
        #expect(try decoder.receive(text: text) == nil)
        #expect(try decoder.receive(binary: [1]) == nil)
        let packet = try #require(try decoder.receive(binary: [2, 3]))
        #expect(packet.kind == .binaryEvent)
        #expect(packet.acknowledgement == 7)
        #expect(packet.attachments == [[1], [2, 3]])
        #expect(packet.enginePackets == [.message(text), .binary([1]), .binary([2, 3])])
        #expect(try decoder.receive(text: "1") == SocketIOPacket(.disconnect))
    }

    @Test(arguments: [
        ("", SocketIOError.emptyPacket),
        ("7", .unknownType(0x37)),
        ("abc", .unknownType(0x61)),
        ("/", .unknownType(0x2F)),
        ("0[]", .invalidData),
        (#"0"a""#, .invalidData),
        ("1{}", .invalidData),
        ("2", .invalidData),
        ("2[]", .invalidData),
        ("2{}", .invalidData),
        ("2[null]", .invalidData),
        ("2[{}]", .invalidData),
        ("3[1]", .invalidAcknowledgementID),
        ("31{}", .invalidData),
        ("31", .invalidData),
        ("4", .invalidData),
        ("4[]", .invalidData),
        (#"2["connect"]"#, .reservedEventName),
        (#"2["disconnecting"]"#, .reservedEventName),
        (#"212345678901234567["a"]"#, .invalidAcknowledgementID),
        ("5", .invalidAttachmentCount),
        (#"5["a"]"#, .invalidAttachmentCount),
        (#"51["a"]"#, .invalidAttachmentCount),
        (#"5-["a"]"#, .invalidAttachmentCount),
        (#"511-["a"]"#, .tooManyAttachments),
        (#"599999999999999999999999-["a"]"#, .tooManyAttachments),
    ])
    func refusesWhatTheStockServerRefuses(text: String, error: SocketIOError) {
        #expect(throws: error) { try decode(text) }
    }

    @Test(arguments: [#"2["a""#, #"2["a"]x"#, "2[\"a\u{1}\"]", "2/custom,[", "2abc[\"a\"]"])
    func refusesBrokenJSON(text: String) {
        #expect {
            _ = try decode(text)
        } throws: { error in
            if case .invalidJSON? = error as? SocketIOError { true } else { false }
        }
    }

    @Test func refusesJSONNestedWithoutEnd() {
        #expect(throws: SocketIOError.self) { try decode("2" + String(repeating: "[", count: 100_000)) }
    }

    @Test func refusesAnEndlessNamespace() {
        #expect(throws: SocketIOError.namespaceTooLong) { try decode("0/" + String(repeating: "a", count: 300)) }
    }

    @Test func refusesTextWhileAttachmentsAreDue() throws {
        var decoder = SocketIODecoder()
        _ = try decoder.receive(text: #"51-["a",{"_placeholder":true,"num":0}]"#)
        #expect(throws: SocketIOError.attachmentMissing) { try decoder.receive(text: #"2["b"]"#) }
    }

    @Test func refusesAnAttachmentWithoutItsPacket() {
        var decoder = SocketIODecoder()
        #expect(throws: SocketIOError.unexpectedAttachment) { try decoder.receive(binary: [1]) }
    }

    @Test(arguments: ["1", "-1", "\"0\"", "null", "1e300"])
    func refusesAPlaceholderForNoAttachment(number: String) throws {
        var decoder = SocketIODecoder()
        _ = try decoder.receive(text: #"51-["a",[{"_placeholder":true,"num":\#(number)}]]"#)
        #expect(throws: SocketIOError.invalidPlaceholder) { try decoder.receive(binary: [1]) }
    }

    @Test func boundsTheAttachmentsOfAPacketTogether() throws {
        var decoder = SocketIODecoder(maximumAttachmentBytes: 10)
        _ = try decoder.receive(text: #"52-["a"]"#)
        _ = try decoder.receive(binary: [UInt8](repeating: 0, count: 6))
        #expect(throws: SocketIOError.attachmentsTooLarge) { try decoder.receive(binary: [UInt8](repeating: 0, count: 6)) }
    }

    /// A relay's way through: what the arguments are made of is not read, and leaves as it came.
    @Test(arguments: [
        #"2["RTC_Candidate_Exchange",{"iceCandidate":{ "candidate":"a\u0041\ud83d\ude00", "n":1e2 , "n":123456789012345678901 }}]"#,
        #"2/admin,12["a",{"b":{"_placeholder":true,"num":7},"c":[ 1,{"d":"\/€"}]}]"#,
    ])
    func passesOnWhatArgumentsAreMadeOf(text: String) throws {
        var decoder = SocketIODecoder(passesOn: true)
        let packet = try #require(try decoder.receive(text: text))
        #expect(packet.text == text)
        #expect(try packet == decode(text))
    }

    @Test func looksIntoWhatHasAttachmentsEvenIfItIsPassedOn() throws {
        let text = #"51-["a",{"b":{"c":{"_placeholder":true,"num":0}}}]"#
        var decoder = SocketIODecoder(passesOn: true)
        _ = try decoder.receive(text: text)
        let packet = try #require(try decoder.receive(binary: [1]))
        #expect(packet.enginePackets == [.message(text), .binary([1])])
        _ = try decoder.receive(text: #"51-["a",{"b":{"c":{"_placeholder":true,"num":1}}}]"#)
        #expect(throws: SocketIOError.invalidPlaceholder) { try decoder.receive(binary: [1]) }
    }

    /// Beyond what a message may carry nothing is kept as it came: white space would count for nothing and be kept all the same.
    @Test func readsWhatIsTooLongToBeKept() throws {
        let space = String(repeating: " ", count: 70_000)
        var decoder = SocketIODecoder(passesOn: true)
        let packet = try #require(try decoder.receive(text: #"2["a",{"b":{\#(space)"c":1}}]"#))
        #expect(packet.text == #"2["a",{"b":{"c":1}}]"#)
    }

    @Test func takesEventsNamedByNumbersButMakesNothingOfThem() throws {
        let packet = try #require(try decode("2[1,2]"))
        #expect(SocketIOEvent(packet) == nil)
    }
}
