import Input
import Testing

@Suite struct EvdevParserTests {
    private func event(_ type: UInt16, _ code: UInt16, _ value: Int32) -> [UInt8] {
        let (type, code, value) = (type.littleEndian, code.littleEndian, value.littleEndian)
        return [UInt8](repeating: 0x5A, count: 16) + withUnsafeBytes(of: type, Array.init) + withUnsafeBytes(of: code, Array.init)
            + withUnsafeBytes(of: value, Array.init)
    }

    private var typing: [UInt8] {
        // Scan code, pressed, report; repeated; released; a mouse moves; another key.
        event(4, 4, 0x1C) + event(1, 28, 1) + event(0, 0, 0) + event(1, 28, 2) + event(1, 28, 0) + event(2, 0, 1)
            + event(1, 0x18E, 1)
    }

    @Test func tellsOfKeysPressedAndOfNothingElse() {
        var parser = EvdevParser()
        #expect(parser.pressedKeys(in: typing.span) == [28, 0x18E])
    }

    @Test func takesBytesInAnyPieces() {
        for length in 1...50 {
            var parser = EvdevParser()
            var keys: [UInt16] = []
            var rest = typing[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(length))
                keys += parser.pressedKeys(in: piece.span)
                rest = rest.dropFirst(length)
            }
            #expect(keys == [28, 0x18E])
        }
    }

    @Test func hearsNothingOfWhatIsPressedWithControlOrAlt() {
        var parser = EvdevParser()
        // Ctrl-Alt-F1, which brings the TV's console back, is not F1.
        let chord = event(1, 29, 1) + event(1, 56, 1) + event(1, 59, 1) + event(1, 59, 0) + event(1, 56, 0)
        #expect(parser.pressedKeys(in: chord.span).isEmpty)
        let enterWithControlHeld = event(1, 28, 1) + event(1, 28, 0)
        #expect(parser.pressedKeys(in: enterWithControlHeld.span).isEmpty)
        let letGo = event(1, 29, 0) + event(1, 59, 1)
        #expect(parser.pressedKeys(in: letGo.span) == [59])
    }

    @Test func holdsNoKeyForeverWhoseReleaseWasLost() {
        var parser = EvdevParser()
        let lost = event(1, 29, 1) + event(0, 3, 0) + event(1, 59, 1)
        #expect(parser.pressedKeys(in: lost.span) == [59])
    }

    @Test func everyKeyMeansSomethingOrNothing() {
        #expect(KeyMap.key(59) == .status)
        #expect(KeyMap.key(28) == .accept)
        #expect(KeyMap.key(1) == .refuse)
        #expect(KeyMap.key(128) == .stop)
        #expect(KeyMap.key(57) == .other)
        // Alt, with which people change the console, and the TV's own volume.
        #expect(KeyMap.key(56) == nil)
        #expect(KeyMap.key(115) == nil)
        for code in UInt16.min...UInt16.max { _ = KeyMap.key(code) }
    }

    @Test func endsWhereThereAreNoDevices() throws {
        let listener = try KeyListener(directory: "/nowhere") { _ in Issue.record("a key without a device") }
        listener.stop()
        listener.stop()
    }
}
