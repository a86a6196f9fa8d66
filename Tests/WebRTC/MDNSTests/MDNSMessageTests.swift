import MDNS
import Testing
import Wire

@Suite("Multicast DNS messages")
struct MDNSMessageTests {
    static let name = "92519d83-d674-46bd-8f02-bed58b1911d7.local"

    private func parse(_ bytes: [UInt8]) throws(MDNSError) -> MDNSMessage {
        try MDNSMessage(parsing: bytes.span)
    }

    @Test func writesWhatItReads() throws {
        let v6 = try #require(IPAddress("2001:db8::1"))
        let message = MDNSMessage(
            isResponse: true,
            questions: [.init(Self.name, .a), .init("tv.local", .aaaa), .init("tv.local", .any)],
            records: [.init(Self.name, .v4(0xC000_0201)), .init(Self.name, v6, timeToLive: 4500)]
        )
        #expect(try parse(message.serialized()) == message)
    }

    /// Twelve bytes of header, then labels: RFC 1035 §4.1.
    @Test func writesAQueryAsOtherResolversDo() throws {
        let bytes = MDNSMessage(isResponse: false, questions: [.init("ab.local", .a)]).serialized()
        #expect(bytes == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 97, 98, 5, 108, 111, 99, 97, 108, 0, 0, 1, 0, 1])
    }

    /// A name in the question, a pointer to it in the answer, an NSEC record and an address of the other family beside it.
    @Test func readsACompressedAnswerWithAdditionalRecords() throws {
        var bytes: [UInt8] = [0, 0, 0x84, 0, 0, 1, 0, 1, 0, 0, 0, 1]
        bytes += [3, 65, 98, 67, 5, 108, 111, 99, 97, 108, 0, 0, 1, 0, 1]
        bytes += [0xC0, 12, 0, 47, 0x80, 1, 0, 0, 0, 120, 0, 5, 0xC0, 12, 0, 1, 8]
        bytes += [0xC0, 12, 0, 28, 0x80, 1, 0, 0, 0, 120, 0, 16, 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9]
        let message = try parse(bytes)
        #expect(message.isResponse)
        #expect(message.questions == [.init("abc.local", .a)])
        #expect(message.records == [.init("abc.local", try #require(IPAddress("2001:db8::9")))])
    }

    @Test("cut short anywhere, it throws")
    func refusesEveryTruncation() throws {
        let whole = MDNSMessage(isResponse: true, records: [.init(Self.name, .v4(1)), .init("b.local", .v4(2))]).serialized()
        for count in whole.indices { #expect(throws: MDNSError.truncated) { try parse(Array(whole[..<count])) } }
    }

    @Test(
        "names that go round in circles, forwards, or on for ever",
        arguments: [
            [0xC0, 12], [0xC0, 14], [0xC0, 0x40], [1, 97, 0xC0, 12], [0x40, 1], [0x80, 1],
        ] as [[UInt8]]
    )
    func refusesMalformedNames(_ name: [UInt8]) {
        #expect(throws: MDNSError.malformedName) { try parse([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 1, 0, 1]) }
    }

    @Test func refusesANameOfMoreThan255Bytes() {
        let label: [UInt8] = [63] + [UInt8](repeating: 97, count: 63)
        let name = label + label + label + label + [0]
        #expect(throws: MDNSError.malformedName) { try parse([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + name + [0, 1, 0, 1]) }
    }

    @Test func refusesWhatNobodyNeeds() {
        #expect(throws: MDNSError.tooLarge) { try parse([UInt8](repeating: 0, count: 9001)) }
        #expect(throws: MDNSError.tooManyEntries) { try parse([0, 0, 0x84, 0, 0, 0, 255, 255, 0, 0, 0, 0]) }
        // OPCODE 4, and RCODE 3.
        #expect(throws: MDNSError.unsupported) { try parse([0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0]) }
        #expect(throws: MDNSError.unsupported) { try parse([0, 0, 0x84, 3, 0, 0, 0, 0, 0, 0, 0, 0]) }
    }

    @Test func skipsNamesAndRecordsThatAreNoHosts() throws {
        var bytes: [UInt8] = [0, 0, 0x84, 0, 0, 0, 0, 3, 0, 0, 0, 0]
        // A space in the name; four bytes of AAAA; another class.
        bytes += [3, 97, 32, 98, 0, 0, 1, 0, 1, 0, 0, 0, 120, 0, 4, 1, 2, 3, 4]
        bytes += [1, 97, 0, 0, 28, 0, 1, 0, 0, 0, 120, 0, 4, 1, 2, 3, 4]
        bytes += [1, 97, 0, 0, 1, 0, 3, 0, 0, 0, 120, 0, 4, 1, 2, 3, 4]
        #expect(try parse(bytes).records.isEmpty)
    }
}
