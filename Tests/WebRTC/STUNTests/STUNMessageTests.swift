import STUN
import Testing
import Wire

@Suite struct STUNMessageTests {
    static let id = STUNTransactionID(high: 0x0102_0304, low: 0x0506_0708_090A_0B0C)
    static let key = STUNIntegrityKey(password: Redacted("a password that is long enough"))

    /// A message around raw attributes: length, cookie and transaction ID are right.
    static func message(type: UInt16 = 0x0001, attributes: [(UInt16, [UInt8])]) -> [UInt8] {
        var body = ByteWriter()
        for (type, value) in attributes {
            body.write(type)
            body.write(UInt16(value.count))
            body.write(value)
            body.writeZeros(-value.count & 3)
        }
        var writer = ByteWriter()
        writer.write(type)
        writer.write(UInt16(body.count))
        writer.write(STUNMessage.magicCookie)
        writer.write(id.high)
        writer.write(id.low)
        writer.write(body.bytes)
        return writer.bytes
    }

    static func refusal(of bytes: [UInt8]) -> STUNError? {
        do {
            _ = try STUNMessage(reading: bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test func keepsEveryAttributeThroughARoundTrip() throws {
        let v4 = TransportAddress(.v4(0xC0A8_0102), 54321)
        let v6 = TransportAddress(.v6(0x2001_0DB8_0000_0000, 1), 9)
        let attributes: [STUNAttribute] = [
            .username("abcd:efgh"), .mappedAddress(v4), .xorMappedAddress(v6), .errorCode(.roleConflict),
            .unknownAttributes([STUNAttributeType(rawValue: 0x7001), .realm, .nonce]), .realm([1, 2, 3]), .nonce([0xFF, 0]),
            .software("x"), .priority(.max), .useCandidate, .iceControlled(.max), .iceControlling(7),
            .channelNumber(0x4FFF), .lifetime(600), .xorPeerAddress(v4), .xorPeerAddress(v6), .data([1, 2, 3, 4, 5]),
            .xorRelayedAddress(v6), .xorRelayedAddress(v4), .requestedAddressFamily(.ipv6), .requestedTransport(17),
            .additionalAddressFamily(.ipv6), .alternateServer(v6),
        ]
        let message = STUNMessage(.errorResponse, transactionID: Self.id, attributes: attributes)
        let bytes = message.serialized(key: Self.key)
        let read = try STUNMessage(reading: bytes)
        #expect(read.attributes == attributes)
        #expect(read.messageClass == .errorResponse)
        #expect(read.transactionID == Self.id)
        #expect(bytes.count.isMultiple(of: 4))
    }

    @Test(arguments: [STUNClass.request, .indication, .successResponse, .errorResponse], [0x001, 0x003, 0x0FFF, 0x0AAA])
    func keepsClassAndMethodApart(_ messageClass: STUNClass, _ method: UInt16) throws {
        let message = STUNMessage(messageClass, STUNMethod(rawValue: method), transactionID: Self.id)
        let read = try STUNMessage(reading: message.serialized())
        #expect(read.messageClass == messageClass)
        #expect(read.method.rawValue == method)
    }

    @Test func refusesIntegrityMadeWithAnotherPassword() throws {
        let bytes = STUNMessage(.request, transactionID: Self.id).serialized(key: Self.key)
        let message = try STUNMessage(reading: bytes)
        #expect(message.hasIntegrity)
        #expect(message.isAuthentic(in: bytes, Self.key))
        #expect(!message.isAuthentic(in: bytes, STUNIntegrityKey(password: Redacted("another"))))
    }

    @Test func refusesIntegrityOverChangedBytes() throws {
        let original = STUNMessage(.request, transactionID: Self.id, attributes: [.priority(1), .username("a:b")])
            .serialized(key: Self.key, fingerprint: false)
        for offset in original.indices {
            var bytes = original
            bytes[offset] ^= 1
            guard let message = try? STUNMessage(reading: bytes) else { continue }
            #expect(!message.isAuthentic(in: bytes, Self.key), "offset \(offset)")
        }
    }

    @Test func hasNoIntegrityWithoutTheAttribute() throws {
        let bytes = STUNMessage(.request, transactionID: Self.id).serialized()
        let message = try STUNMessage(reading: bytes)
        #expect(!message.hasIntegrity)
        #expect(!message.isAuthentic(in: bytes, Self.key))
    }

    @Test func refusesEverySingleFlippedBitByItsFingerprint() {
        let original = STUNMessage(.request, transactionID: Self.id, attributes: [.priority(1)]).serialized()
        for bit in 0..<(original.count * 8) {
            var bytes = original
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            let message = try? STUNMessage(reading: bytes)
            #expect(message?.hasFingerprint != true, "bit \(bit)")
        }
    }

    @Test func ignoresWhatFollowsTheIntegrityButTheFingerprint() throws {
        var bytes = STUNMessage(.request, transactionID: Self.id, attributes: [.username("a:b")])
            .serialized(key: Self.key, fingerprint: false)
        // USE-CANDIDATE and an unknown required attribute, smuggled in after the integrity.
        bytes += [0x00, 0x25, 0, 0, 0x70, 0x01, 0, 0]
        bytes[3] += 8
        let message = try STUNMessage(reading: bytes)
        #expect(message.isAuthentic(in: bytes, Self.key))
        #expect(!message.usesCandidate)
        #expect(message.unknownRequiredAttributes.isEmpty)
        #expect(message.attributes == [.username("a:b")])
    }

    @Test func ignoresUnknownOptionalAttributesAndListsRequiredOnes() throws {
        let bytes = Self.message(attributes: [
            (0xC057, [0, 0, 0, 10]), (0xC070, [1, 2, 3]), (0xC071, []), (0x7ABC, [1]), (0x0024, [0, 0, 0, 5]), (0x7ABC, [2]),
        ])
        let message = try STUNMessage(reading: bytes)
        #expect(message.attributes == [.priority(5)])
        #expect(message.unknownRequiredAttributes == [STUNAttributeType(rawValue: 0x7ABC)])
    }

    @Test func takesTheFirstOfDuplicates() throws {
        let bytes = Self.message(attributes: [(0x0024, [0, 0, 0, 5]), (0x0024, [0, 0, 0, 6])])
        #expect(try STUNMessage(reading: bytes).priority == 5)
    }

    @Test(
        arguments: [
            (0x0001, [0, 3, 0, 0, 1, 2, 3, 4]), (0x0001, [0, 1, 0, 0, 1, 2, 3]), (0x0020, [0, 2, 0, 0, 1, 2, 3, 4]), (0x0020, []),
            (0x0006, [0xFF, 0xFE]), (0x0006, [UInt8](repeating: 0x61, count: 514)), (0x0008, [1, 2, 3]), (0x0009, [0, 0, 4]),
            (0x0009, [0, 0, 2, 0]), (0x0009, [0, 0, 4, 100]), (0x000A, [1]), (0x0014, [UInt8](repeating: 0, count: 764)),
            (0x0024, [1, 2, 3]), (0x0025, [1]), (0x8029, [1]), (0x802A, [1, 2, 3, 4, 5, 6, 7, 8, 9]), (0x8028, [1]),
        ] as [(UInt16, [UInt8])]
    )
    func refusesMalformedAttributes(_ type: UInt16, _ value: [UInt8]) {
        let bytes = Self.message(attributes: [(type, value)])
        #expect(Self.refusal(of: bytes) == .malformedAttribute(STUNAttributeType(rawValue: type)))
    }

    @Test func leavesOutUnreadableSoftwareNames() throws {
        let bytes = Self.message(attributes: [(0x8022, [0xFF]), (0x0024, [0, 0, 0, 5])])
        #expect(try STUNMessage(reading: bytes).attributes == [.priority(5)])
    }

    @Test func refusesOtherProtocolsAndBrokenHeaders() {
        let good = Self.message(attributes: [(0x0024, [0, 0, 0, 5])])
        func with(_ offset: Int, _ value: UInt8) -> [UInt8] {
            var bytes = good
            bytes[offset] = value
            return bytes
        }
        #expect(Self.refusal(of: good) == nil)
        #expect(Self.refusal(of: []) == .truncated)
        #expect(Self.refusal(of: Array(good.prefix(19))) == .truncated)
        #expect(Self.refusal(of: with(0, 0x80)) == .notSTUN)
        #expect(Self.refusal(of: with(4, 0)) == .wrongMagicCookie)
        #expect(Self.refusal(of: with(3, 4)) == .wrongLength)
        #expect(Self.refusal(of: with(3, 7)) == .wrongLength)
        #expect(Self.refusal(of: with(23, 5)) == .truncated)
        #expect(Self.refusal(of: Array(good.dropLast())) == .wrongLength)
    }

    @Test func refusesAttributesAfterTheFingerprint() {
        var bytes = STUNMessage(.request, transactionID: Self.id).serialized()
        let length = bytes.count - 20
        bytes += [0x80, 0x22, 0, 0]
        bytes[3] = UInt8(length + 4)
        // The length is covered by the fingerprint, so it is made anew for the length with the attribute in it.
        let sum = CRC32.checksum(bytes.span.extracting(0..<20)) ^ 0x5354_554E
        for index in 0..<4 { bytes[24 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index)) }
        #expect(Self.refusal(of: bytes) == .attributeAfterFingerprint)
    }

    @Test func neverTrapsOnTruncatedMessages() {
        for original in [STUNVectorTests.request, STUNVectorTests.responseV6, STUNVectorTests.longTermRequest] {
            for count in 0..<original.count {
                var bytes = Array(original.prefix(count))
                if count >= 20 { (bytes[2], bytes[3]) = (UInt8((count - 20) >> 8), UInt8((count - 20) & 0xFF)) }
                guard let message = try? STUNMessage(reading: bytes) else { continue }
                #expect(!message.isAuthentic(in: [UInt8](), Self.key))
            }
        }
    }

    @Test func computesTheStandardCheckValue() {
        #expect(CRC32.checksum(Array("123456789".utf8).span) == 0xCBF4_3926)
        #expect(CRC32.checksum([UInt8]().span) == 0)
    }
}
