extension SRTPContext {
    /// A protection profile as DTLS-SRTP negotiates it; the raw value is its number in RFC 5764 §4.1.2 and RFC 7714 §14.2.
    package enum Profile: UInt16, Sendable, CaseIterable {
        /// `SRTP_AES128_CM_HMAC_SHA1_80`: a tag of 80 bits.
        case aes128CMHMACSHA1 = 0x0001
        case aeadAES128GCM = 0x0007

        /// Bytes of the master key.
        package var keyLength: Int { 16 }

        /// Bytes of the master salt.
        package var saltLength: Int {
            switch self {
            case .aes128CMHMACSHA1: 14
            case .aeadAES128GCM: 12
            }
        }

        /// Bytes of the authentication tag.
        package var tagLength: Int {
            switch self {
            case .aes128CMHMACSHA1: 10
            case .aeadAES128GCM: 16
            }
        }
    }

    /// Which way the packets of a context travel.
    package enum Direction: Sendable {
        case inbound
        case outbound
    }
}
