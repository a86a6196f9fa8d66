/// An SRTP protection profile of the `use_srtp` extension; the raw value is its number (RFC 5764 §4.1.2, RFC 7714 §14.2).
package enum SRTPProfile: UInt16, Sendable, CaseIterable {
    /// `SRTP_AES128_CM_HMAC_SHA1_80`: a tag of 80 bits.
    case aes128CMHMACSHA1 = 0x0001
    case aeadAES128GCM = 0x0007

    /// Bytes of a master key.
    package var keyLength: Int { 16 }

    /// Bytes of a master salt.
    package var saltLength: Int {
        switch self {
        case .aes128CMHMACSHA1: 14
        case .aeadAES128GCM: 12
        }
    }

    /// What we offer or accept, the most wanted first, in OpenSSL's names.
    static let preference = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80"
}
