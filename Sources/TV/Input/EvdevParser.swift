/// What the kernel writes for an input device: `struct input_event`, 24 bytes each on 64-bit machines (Linux,
/// `Documentation/input/input.rst`). Takes bytes in any pieces.
package struct EvdevParser: Sendable {
    private static let eventLength = 24
    /// `EV_KEY`.
    private static let keyType: UInt16 = 1
    private static let (released, pressed): (UInt32, UInt32) = (0, 1)
    /// Control, alt and meta, left and right. What is pressed with them is for somebody else: Ctrl-Alt-F1 changes the console.
    private static let chordKeys: Set<UInt16> = [29, 97, 56, 100, 125, 126]
    /// `EV_SYN` and `SYN_DROPPED`: the kernel had no room for some events, releases perhaps among them.
    private static let dropped: (type: UInt16, code: UInt16) = (0, 3)

    private var rest: [UInt8] = []
    private var held: Set<UInt16> = []

    package init() {}

    /// The codes of the keys that were pressed, in order. Releases, repeats and movements are nothing, and so is what is pressed
    /// while control, alt or meta is held.
    package mutating func pressedKeys(in bytes: Span<UInt8>) -> [UInt16] {
        for index in bytes.indices { rest.append(bytes[index]) }
        var keys: [UInt16] = []
        var start = 0
        while rest.count - start >= Self.eventLength {
            // Two words of time come first.
            let (type, code) = (word(at: start + 16), word(at: start + 18))
            let value = UInt32(word(at: start + 20)) | UInt32(word(at: start + 22)) << 16
            if (type, code) == Self.dropped { held = [] }
            if type == Self.keyType, Self.chordKeys.contains(code) {
                if value == Self.released { held.remove(code) } else { held.insert(code) }
            } else if type == Self.keyType, value == Self.pressed, held.isEmpty {
                keys.append(code)
            }
            start += Self.eventLength
        }
        rest.removeFirst(start)
        return keys
    }

    /// Little-endian, as are all machines that this is built for.
    private func word(at index: Int) -> UInt16 {
        UInt16(rest[index]) | UInt16(rest[index + 1]) << 8
    }
}
