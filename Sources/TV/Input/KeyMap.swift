/// Which key means what, on keyboards, remote controls and presenters (`linux/input-event-codes.h`).
package enum KeyMap {
    private static let keys: [UInt16: RemoteKey] = [
        // F1, menu, help, info, blue.
        59: .status, 139: .status, 138: .status, 0x166: .status, 0x191: .status,
        // Enter, keypad enter, OK, select, Y, green.
        28: .accept, 96: .accept, 0x160: .accept, 0x161: .accept, 21: .accept, 0x18F: .accept,
        // Escape, back, exit, backspace, N, red.
        1: .refuse, 158: .refuse, 174: .refuse, 14: .refuse, 49: .refuse, 0x18E: .refuse,
        // Stop, stop CD, stop of remote controls.
        128: .stop, 166: .stop,
    ]
    /// Control, alt, shift, meta: what is pressed with them is for somebody else, and so are volume, mute and power.
    private static let silent: Set<UInt16> = [29, 97, 56, 100, 42, 54, 125, 126, 113, 114, 115, 116]

    /// `nil` for keys that are none of our business.
    package static func key(_ code: UInt16) -> RemoteKey? {
        silent.contains(code) ? nil : keys[code] ?? .other
    }
}
