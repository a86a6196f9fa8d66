import Wire

/// A look at the record headers of a datagram (RFC 6347 §4.1), without touching what they protect.
enum DTLSRecords {
    private static let headerLength = 13
    private static let changeCipherSpecType: UInt8 = 20
    private static let alertType: UInt8 = 21
    private static let handshakeType: UInt8 = 22
    private static let fatalLevel: UInt8 = 2
    private static let closeNotify: UInt8 = 0

    /// A datagram without the records anyone could have sent to end a handshake, and the last such alert.
    struct Screened {
        var datagram: [UInt8] = []
        /// A fatal alert's or close_notify's code.
        var alert: UInt8?
    }

    /// Takes out of epoch 0 what does not belong to a handshake. Alerts there are not authenticated, so they must not end one
    /// (RFC 6347 §4.1.2.7), and OpenSSL takes application data for a fatal error. What is not well-formed stays for OpenSSL
    /// to drop.
    static func screen(_ datagram: Span<UInt8>) -> Screened {
        var screened = Screened()
        var offset = 0
        while datagram.count - offset >= headerLength {
            let length = Int(datagram[offset + 11]) << 8 | Int(datagram[offset + 12])
            let end = offset + headerLength + length
            guard end <= datagram.count else { break }
            let epoch = UInt16(datagram[offset + 3]) << 8 | UInt16(datagram[offset + 4])
            switch datagram[offset] {
            case alertType where epoch == 0:
                if length == 2, case let code = datagram[end - 1], datagram[end - 2] == fatalLevel || code == closeNotify {
                    screened.alert = code
                }
            case let type where epoch != 0 || type == changeCipherSpecType || type == handshakeType:
                screened.datagram += datagram.extracting(offset..<end).array
            default: break
            }
            offset = end
        }
        screened.datagram += datagram.extracting(offset..<datagram.count).array
        return screened
    }
}
