import STUN
import Wire

private let key = STUNIntegrityKey(password: Redacted("VOkJxbRl1RmTxUk/WvJxBt"))

/// Whatever parses must survive being written and read again.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let message = try? STUNMessage(parsing: bytes.span) else { return 0 }
    _ = message.hasValidIntegrity(in: bytes.span, key: key)
    let written = message.serialized(key: key)
    guard let again = try? STUNMessage(parsing: written.span) else { fatalError("a written message was refused") }
    guard again.attributes == message.attributes else { fatalError("attributes changed on their way") }
    guard again.hasValidIntegrity(in: written.span, key: key) else { fatalError("our own integrity was refused") }
    return 0
}
