import Wire

/// What a datagram on a bundled transport is, told by its first two bytes (RFC 7983 §7, RFC 5761 §4).
enum DatagramKind: Equatable {
    case stun
    case dtls
    case rtp
    case rtcp
    case unknown

    init(of bytes: borrowing Span<UInt8>) {
        guard bytes.count >= 2 else {
            self = .unknown
            return
        }
        switch bytes[0] {
        case 0...3: self = .stun
        case 20...63: self = .dtls
        case 128...191: self = (192...223).contains(bytes[1]) ? .rtcp : .rtp
        default: self = .unknown
        }
    }
}
