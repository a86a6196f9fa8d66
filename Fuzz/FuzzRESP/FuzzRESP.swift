import RESP
import Wire

/// Feeds the parser what a Redis server might send, whole and byte by byte: both must come to the same end, and what was read
/// must come out of its own bytes again.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let whole = read(bytes, pieces: max(bytes.count, 1))
    let dripped = read(bytes, pieces: 1)
    guard whole.values == dripped.values, whole.failed == dripped.failed else { preconditionFailure("pieces matter") }
    var again: [UInt8] = []
    for value in whole.values { value.append(to: &again) }
    guard read(again, pieces: 3).values == whole.values else { preconditionFailure("a value does not survive") }
    session(bytes)
    return 0
}

private func read(_ bytes: [UInt8], pieces: Int) -> (values: [RESPValue], failed: Bool) {
    var limits = RESPParser.Limits()
    limits.bulk = 10_000
    limits.array = 1_000
    var parser = RESPParser(limits: limits)
    var values: [RESPValue] = []
    do {
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            parser.append(bytes[start..<min(start + pieces, bytes.count)])
            while let value = try parser.next() { values.append(value) }
        }
        return (values, false)
    } catch {
        return (values, true)
    }
}

/// Both kinds of connection, told the same bytes.
private func session(_ bytes: [UInt8]) {
    for purpose in [RedisSession.Purpose.commands, .subscription(["a"])] {
        var session = RedisSession(purpose: purpose, credentials: nil, database: 0, now: .zero)
        for number in 0..<4 { session.send(["GET", "a"], number: number, now: .zero) }
        session.receive(bytes, now: .zero)
        while session.pollOutput() != nil {}
    }
}
