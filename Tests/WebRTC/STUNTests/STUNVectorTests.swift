import STUN
import Testing
import Wire

/// The sample messages of RFC 5769 §2.
@Suite struct STUNVectorTests {
    static let transactionID = STUNTransactionID(high: 0xB7E7_A701, low: 0xBC34_D686_FA87_DFAE)
    static let password = STUNIntegrityKey(password: Redacted("VOkJxbRl1RmTxUk/WvJxBt"))

    static let request = hex(
        """
        00010058 2112a442 b7e7a701bc34d686fa87dfae
        80220010 5354554e207465737420636c69656e74
        00240004 6e0001ff
        80290008 932ff9b151263b36
        00060009 6576746a3a68367659202020
        00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
        80280004 e57a3bcf
        """
    )
    static let responseV4 = hex(
        """
        0101003c 2112a442 b7e7a701bc34d686fa87dfae
        8022000b 7465737420766563746f7220
        00200008 0001a147e112a643
        00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7
        80280004 c07d4c96
        """
    )
    static let responseV6 = hex(
        """
        01010048 2112a442 b7e7a701bc34d686fa87dfae
        8022000b 7465737420766563746f7220
        00200014 0002a1470113a9faa5d3f179bc25f4b5bed2b9d9
        00080014 a382954e4be67bf11784c97c8292c275bfe3ed41
        80280004 c8fb0b4c
        """
    )
    /// User name and password as RFC 5769 §2.4 has them after their preparation.
    static let longTermKey = STUNIntegrityKey(
        username: "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}",
        realm: Array("example.org".utf8),
        password: Redacted("TheMatrIX")
    )

    static let longTermRequest = hex(
        """
        00010060 2112a442 78ad3433c6ad72c029da412e
        00060012 e3839ee38388e383aae38383e382afe382b90000
        0015001c 662f2f3439396b39353464364f4c33346f4c39465354767936347341
        0014000b 6578616d706c652e6f726700
        00080014 f67024656dd64a3e02b8e0712e85c9a28ca89666
        """
    )

    @Test func readsTheSampleRequest() throws {
        let message = try STUNMessage(reading: Self.request)
        #expect(message.messageClass == .request)
        #expect(message.method == .binding)
        #expect(message.transactionID == Self.transactionID)
        #expect(message.username == "evtj:h6vY")
        #expect(message.priority == 0x6E00_01FF)
        #expect(message.controlledTieBreaker == 0x932F_F9B1_5126_3B36)
        #expect(message.attributes.first == .software("STUN test client"))
        #expect(message.hasFingerprint)
        #expect(message.isAuthentic(in: Self.request, Self.password))
        #expect(message.unknownRequiredAttributes.isEmpty)
    }

    @Test(arguments: [(responseV4, "192.0.2.1"), (responseV6, "2001:db8:1234:5678:11:2233:4455:6677")])
    func readsTheSampleResponses(_ bytes: [UInt8], _ address: String) throws {
        let message = try STUNMessage(reading: bytes)
        #expect(message.messageClass == .successResponse)
        #expect(message.mappedAddress == TransportAddress(try #require(IPAddress(address)), 32853))
        #expect(message.hasFingerprint)
        #expect(message.isAuthentic(in: bytes, Self.password))
    }

    @Test func readsTheSampleRequestWithLongTermCredentials() throws {
        let message = try STUNMessage(reading: Self.longTermRequest)
        #expect(message.username == "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}")
        #expect(message.attributes.contains(.realm(Array("example.org".utf8))))
        #expect(message.attributes.contains(.nonce(Array("f//499k954d6OL34oL9FSTvy64sA".utf8))))
        #expect(message.isAuthentic(in: Self.longTermRequest, Self.longTermKey))
        #expect(!message.hasFingerprint)
    }

    /// The sample pads with spaces where this implementation writes zeros, so a message whose attributes need no padding
    /// is compared byte for byte and the others by reading them back.
    @Test func writesWhatItReads() throws {
        for original in [Self.request, Self.responseV4, Self.responseV6] {
            let message = try STUNMessage(reading: original)
            let bytes = message.serialized(key: Self.password)
            let again = try STUNMessage(reading: bytes)
            #expect(bytes.count == original.count)
            #expect(again == message)
            #expect(again.isAuthentic(in: bytes, Self.password))
        }
    }

    @Test func writesTheBytesOfALongTermRequest() throws {
        let message = try STUNMessage(reading: Self.longTermRequest)
        #expect(message.serialized(key: Self.longTermKey, fingerprint: false) == Self.longTermRequest)
    }
}
