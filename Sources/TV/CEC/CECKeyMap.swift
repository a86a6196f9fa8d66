package import Input

/// Which key of a TV's remote control means what (CEC 1.4, table 30).
package enum CECKeyMap {
    /// `nil` for volume, mute and power, which are the TV's own.
    package static func key(_ code: UInt8) -> RemoteKey? {
        switch code {
        // Root menu, display information, F1 (blue).
        case 0x09, 0x35, 0x71: .status
        // Select, enter, F3 (green).
        case 0x00, 0x2B, 0x73: .accept
        // Exit, F2 (red).
        case 0x0D, 0x72: .refuse
        case 0x45: .stop
        case 0x40...0x43, 0x65, 0x66, 0x6B...0x6D: nil
        default: .other
        }
    }
}
