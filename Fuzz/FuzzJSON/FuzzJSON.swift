import JSON

/// Whatever parses must serialise to something that parses to the same value; and what is kept as text is refused or taken, and
/// means, what it would if it were read.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let read = Result { () throws(JSONError) in try JSONValue(parsing: bytes.span) }
    for depth in 0...2 {
        let kept = Result { () throws(JSONError) in try JSONValue(parsing: bytes.span, verbatimDepth: depth) }
        guard kept == read else { preconditionFailure("a value that is kept as text is another") }
        guard let text = try? kept.get().serializedBytes(), let again = try? JSONValue(parsing: text.span) else { continue }
        guard .success(again) == read else { preconditionFailure("a text that is passed on is another") }
    }
    guard let value = try? read.get() else { return 0 }
    guard let again = try? JSONValue(parsing: value.serializedBytes().span), again == value else {
        preconditionFailure("a parsed value does not survive serialisation")
    }
    return 0
}
