import SRTP
import Testing
import Wire

/// Reference packets with the master key and salt of RFC 3711 appendix B.3.
@Suite struct SRTPVectorTests {
    static func bytes(_ hex: String) -> [UInt8] {
        var digits = hex.filter { $0.isHexDigit }[...]
        var bytes: [UInt8] = []
        while let byte = UInt8(digits.prefix(2), radix: 16) {
            bytes.append(byte)
            digits = digits.dropFirst(2)
        }
        return bytes
    }

    static let plain = bytes("800f1234 decafbad cafebabe abababab abababab abababab abababab")
    static let report = bytes("81c8000b cafebabe abababab abababab abababab abababab")

    @Test func encryptsWithAESCMAndHMACSHA1AsTheReference() throws {
        var context = try SRTPContext(
            profile: .aes128CMHMACSHA1,
            key: Redacted(Self.bytes("E1F97A0D3E018BE0D64FA32C06DE4139")),
            salt: Redacted(Self.bytes("0EC675AD498AFEEBB6960B3AABE6")),
            direction: .outbound
        )
        var packet = Self.plain
        try context.protectRTP(&packet)
        let reference = "800f1234 decafbad cafebabe 4e55dc4c e79978d8 8ca4d215 949d2402 b78d6acc 99ea179b 8dbb"
        #expect(packet == Self.bytes(reference))
        var report = Self.report
        try context.protectRTCP(&report)
        let reportReference = "81c8000b cafebabe 7128035b e487b9bd bef89041 f977a5a8 80000001 993e08cd 54d6c123 0798"
        #expect(report == Self.bytes(reportReference))
    }

    @Test func encryptsWithAESGCMAsTheReference() throws {
        var context = try SRTPContext(
            profile: .aeadAES128GCM,
            key: Redacted(Self.bytes("000102030405060708090a0b0c0d0e0f")),
            salt: Redacted(Self.bytes("a0a1a2a3a4a5a6a7a8a9aaab")),
            direction: .outbound
        )
        var packet = Self.plain
        try context.protectRTP(&packet)
        let reference = """
            800f1234 decafbad cafebabe c5002ede 04cfdd2e b91159e0 880aa06e d2976826 f796b201 df3131a1 27e8a392
            """
        #expect(packet == Self.bytes(reference))
        var report = Self.report
        try context.protectRTCP(&report)
        let reportReference = """
            81c8000b cafebabe c98b8b5d f0392a55 852b6c21 ac8e7025 c52c6fbe a2b3b446 ea31123b a88ce61e 80000001
            """
        #expect(report == Self.bytes(reportReference))
    }
}
