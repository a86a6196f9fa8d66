import MDNS
import Wire

/// Reading a message never traps, what is written can be read, and nobody is believed who was not asked.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    if let message = try? MDNSMessage(parsing: bytes.span), bytes.count <= 512 {
        // Compression makes the copy longer, perhaps too long to be read; nothing else may differ.
        if let copy = try? MDNSMessage(parsing: message.serialized().span) { precondition(copy == message) }
    }
    var resolver = MDNSResolver()
    let now = MonotonicTime(nanoseconds: 1_000_000_000)
    resolver.resolve(asked, now: now)
    resolver.receive(bytes.span, now: now)
    resolver.handleTimeout(now: now + .seconds(9))
    while let output = resolver.pollOutput() {
        if case .resolved(let name, _) = output { precondition(name == asked) }
    }
    precondition(resolver.nextDeadline == nil)
    return 0
}

private let asked = "92519d83-d674-46bd-8f02-bed58b1911d7.local"
