/// Which part a message plays in its transaction (RFC 8489 §5).
package enum STUNClass: UInt16, Hashable, Sendable {
    case request = 0
    case indication = 1
    case successResponse = 2
    case errorResponse = 3
}

/// The 14-bit message type: the class bits sit between the method's (RFC 8489 §5, figure 3).
struct STUNMessageType {
    let messageClass: STUNClass
    let method: STUNMethod

    init(_ messageClass: STUNClass, _ method: STUNMethod) {
        self.messageClass = messageClass
        self.method = method
    }

    init(rawValue: UInt16) {
        let high = rawValue >> 7 & 0b10
        let low = rawValue >> 4 & 0b01
        switch high | low {
        case 0: messageClass = .request
        case 1: messageClass = .indication
        case 2: messageClass = .successResponse
        default: messageClass = .errorResponse
        }
        method = STUNMethod(rawValue: rawValue & 0x000F | rawValue >> 1 & 0x0070 | rawValue >> 2 & 0x0F80)
    }

    var rawValue: UInt16 {
        let bits = method.rawValue
        let spread = bits & 0x000F | (bits & 0x0070) << 1 | (bits & 0x0F80) << 2
        return spread | (messageClass.rawValue & 0b01) << 4 | (messageClass.rawValue & 0b10) << 7
    }
}
