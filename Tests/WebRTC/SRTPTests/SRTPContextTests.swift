import SRTP
import Testing
import Wire

@Suite struct SRTPContextTests {
    static let key = Redacted<[UInt8]>((0..<16).map { $0 })

    static func salt(_ profile: SRTPContext.Profile) -> Redacted<[UInt8]> {
        Redacted((0..<UInt8(profile.saltLength)).map { 0xA0 + $0 })
    }

    static func context(_ profile: SRTPContext.Profile, _ direction: SRTPContext.Direction) throws -> SRTPContext {
        try SRTPContext(profile: profile, key: key, salt: salt(profile), direction: direction)
    }

    static func rtp(sequence: UInt16, ssrc: UInt32 = 0xCAFE_BABE, payload: [UInt8] = Array(repeating: 0xAB, count: 40)) -> [UInt8]
    {
        var writer = ByteWriter()
        writer.write(UInt16(0x8060))
        writer.write(sequence)
        writer.write(UInt32(90_000))
        writer.write(ssrc)
        writer.write(payload)
        return writer.bytes
    }

    static func pictureLossIndication(ssrc: UInt32 = 1) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(UInt32(0x81CE_0002))
        writer.write(ssrc)
        writer.write(UInt32(0xCAFE_BABE))
        return writer.bytes
    }

    @Test(arguments: SRTPContext.Profile.allCases)
    func returnsTheSentRTPPacket(_ profile: SRTPContext.Profile) throws {
        var sender = try Self.context(profile, .outbound)
        var receiver = try Self.context(profile, .inbound)
        for sequence in UInt16(0)..<200 {
            let plain = Self.rtp(sequence: sequence, payload: Array(repeating: 7, count: Int(sequence)))
            var packet = plain
            try sender.protectRTP(&packet)
            #expect(packet.count == plain.count + profile.tagLength)
            #expect(Array(packet[..<12]) == Array(plain[..<12]))
            try receiver.unprotectRTP(&packet)
            #expect(packet == plain)
        }
    }

    @Test(arguments: SRTPContext.Profile.allCases)
    func returnsTheSentRTCPPacket(_ profile: SRTPContext.Profile) throws {
        var sender = try Self.context(profile, .outbound)
        var receiver = try Self.context(profile, .inbound)
        var packet = Self.pictureLossIndication()
        try sender.protectRTCP(&packet)
        #expect(packet.count == 12 + 4 + profile.tagLength)
        try receiver.unprotectRTCP(&packet)
        #expect(packet == Self.pictureLossIndication())
    }

    @Test func keepsHeaderExtensionsInTheClear() throws {
        var sender = try Self.context(.aeadAES128GCM, .outbound)
        var receiver = try Self.context(.aeadAES128GCM, .inbound)
        var plain = Self.rtp(sequence: 1, payload: [0xBE, 0xDE, 0, 1, 0x30, 0x61, 0, 0] + Array(repeating: 5, count: 20))
        plain[0] |= 0x10
        var packet = plain
        try sender.protectRTP(&packet)
        #expect(Array(packet[..<20]) == Array(plain[..<20]))
        try receiver.unprotectRTP(&packet)
        #expect(packet == plain)
    }

    @Test(arguments: SRTPContext.Profile.allCases)
    func refusesReplays(_ profile: SRTPContext.Profile) throws {
        var sender = try Self.context(profile, .outbound)
        var receiver = try Self.context(profile, .inbound)
        var packet = Self.rtp(sequence: 9)
        try sender.protectRTP(&packet)
        var again = packet
        try receiver.unprotectRTP(&packet)
        #expect(Self.error { () throws(SRTPError) in try receiver.unprotectRTP(&again) } == .replay)

        var report = Self.pictureLossIndication()
        try sender.protectRTCP(&report)
        var repeated = report
        try receiver.unprotectRTCP(&report)
        #expect(Self.error { () throws(SRTPError) in try receiver.unprotectRTCP(&repeated) } == .replay)
    }

    @Test func acceptsAPacketAThousandLateAndRefusesAnOlderOne() throws {
        var sender = try Self.context(.aeadAES128GCM, .outbound)
        var receiver = try Self.context(.aeadAES128GCM, .inbound)
        var packets: [[UInt8]] = []
        for sequence in UInt16(1)...1100 {
            var packet = Self.rtp(sequence: sequence)
            try sender.protectRTP(&packet)
            packets.append(packet)
        }
        try receiver.unprotectRTP(&packets[1099])
        try receiver.unprotectRTP(&packets[1099 - 1000])
        #expect(Self.error { () throws(SRTPError) in try receiver.unprotectRTP(&packets[1099 - 1024]) } == .tooOld)
    }

    @Test(arguments: SRTPContext.Profile.allCases)
    func refusesAnyFlippedBitAndStaysUsable(_ profile: SRTPContext.Profile) throws {
        var sender = try Self.context(profile, .outbound)
        var receiver = try Self.context(profile, .inbound)
        var good = Self.rtp(sequence: 1)
        try sender.protectRTP(&good)
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            let error = Self.error { () throws(SRTPError) in try receiver.unprotectRTP(&bad) }
            #expect(error == .authentication || error == .malformed || error == .tooOld, "byte \(index)")
        }
        try receiver.unprotectRTP(&good)
    }

    @Test(arguments: SRTPContext.Profile.allCases)
    func neverTrapsOnShortOrOddPackets(_ profile: SRTPContext.Profile) throws {
        var receiver = try Self.context(profile, .inbound)
        for length in 0..<64 {
            for first: UInt8 in [0x80, 0x9F, 0xBF, 0xFF, 0x00] {
                let packet = [first] + Array(repeating: UInt8(0xFF), count: length)
                var rtp = packet
                var rtcp = packet
                #expect(Self.error { () throws(SRTPError) in try receiver.unprotectRTP(&rtp) } != nil)
                #expect(Self.error { () throws(SRTPError) in try receiver.unprotectRTCP(&rtcp) } != nil)
            }
        }
    }

    @Test func countsTheRolloverWhenSequenceNumbersWrap() throws {
        var sender = try Self.context(.aeadAES128GCM, .outbound)
        var receiver = try Self.context(.aeadAES128GCM, .inbound)
        var late: [UInt8]?
        for step in 0..<200 {
            var packet = Self.rtp(sequence: UInt16(truncatingIfNeeded: 65_436 + step))
            try sender.protectRTP(&packet)
            if step == 95 {
                late = packet
            } else {
                try receiver.unprotectRTP(&packet)
            }
        }
        var packet = try #require(late)
        try receiver.unprotectRTP(&packet)
        #expect(packet == Self.rtp(sequence: 65_531))
    }

    @Test func repeatsAnOutboundPacketForRetransmission() throws {
        var sender = try Self.context(.aeadAES128GCM, .outbound)
        var first = Self.rtp(sequence: 5)
        var second = first
        try sender.protectRTP(&first)
        try sender.protectRTP(&second)
        #expect(first == second)
    }

    @Test func limitsTheSourcesOfOnePeer() throws {
        var sender = try Self.context(.aeadAES128GCM, .outbound)
        var receiver = try Self.context(.aeadAES128GCM, .inbound)
        for ssrc in 0..<UInt32(SRTPContext.maximumSources) {
            var packet = Self.rtp(sequence: 1, ssrc: ssrc)
            try sender.protectRTP(&packet)
            try receiver.unprotectRTP(&packet)
        }
        var surplus = Self.rtp(sequence: 1, ssrc: 999_999)
        try sender.protectRTP(&surplus)
        #expect(Self.error { () throws(SRTPError) in try receiver.unprotectRTP(&surplus) } == .tooManySources)
        var known = Self.rtp(sequence: 2, ssrc: 3)
        try sender.protectRTP(&known)
        try receiver.unprotectRTP(&known)
    }

    @Test func refusesKeysOfTheWrongLength() {
        #expect(throws: SRTPError.keyLength(expected: 12, actual: 14)) {
            _ = try SRTPContext(
                profile: .aeadAES128GCM,
                key: Self.key,
                salt: Self.salt(.aes128CMHMACSHA1),
                direction: .inbound
            )
        }
        #expect(throws: SRTPError.keyLength(expected: 16, actual: 0)) {
            _ = try SRTPContext(profile: .aeadAES128GCM, key: Redacted([]), salt: Redacted([]), direction: .inbound)
        }
    }

    /// What `body` throws; `#expect(throws:)` cannot capture a noncopyable context.
    static func error(_ body: () throws(SRTPError) -> Void) -> SRTPError? {
        do throws(SRTPError) {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
