import Input

/// The first byte says into which pieces the rest is cut.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let size = bytes.first.map({ Int($0) + 1 }) else { return 0 }
    let stream = Array(bytes.dropFirst())
    var whole = EvdevParser()
    let expected = whole.pressedKeys(in: stream.span)
    precondition(expected.count <= stream.count / 24)
    var parser = EvdevParser()
    var keys: [UInt16] = []
    var rest = stream[...]
    while !rest.isEmpty {
        let piece = Array(rest.prefix(size))
        keys += parser.pressedKeys(in: piece.span)
        rest = rest.dropFirst(size)
    }
    precondition(keys == expected)
    for key in keys { _ = KeyMap.key(key) }
    return 0
}
