import JSON

/// Whatever parses must serialise to something that parses to the same value.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let value = try? JSONValue(parsing: bytes.span) else { return 0 }
    guard let again = try? JSONValue(parsing: value.serializedBytes().span), again == value else {
        preconditionFailure("a parsed value does not survive serialisation")
    }
    return 0
}
