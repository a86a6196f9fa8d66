import Dialects
import JSON

/// The first line names the event, the rest is its payload; both sides of the dialect read it.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    guard let payload = try? JSONValue(parsing: Array(bytes.dropFirst(line.count + 1)).span) else { return 0 }
    let message = SocketIOMessage(event: String(decoding: line, as: UTF8.self), arguments: [payload])
    let dialect = ProjectionTVDialect()
    for event in (try? dialect.events(for: message)) ?? [] {
        if case .sessionEnd(let peer, let reason) = event { _ = dialect.messages(for: .sessionEnd(peer: peer, reason: reason)) }
    }
    _ = try? RoomProjectionDialect.request(for: message)
    return 0
}
