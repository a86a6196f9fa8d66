import STUN
import TURN
import Wire

/// The bytes come over a stream: however they are split the frames are the same, and a client that waits for its answers survives
/// each of them.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let whole = frames(bytes, in: count)
    guard whole == frames(bytes, in: 1), whole == frames(bytes, in: 7) else { fatalError("frames depend on how they came") }
    if let url = try? ICEServerURL(parsing: String(decoding: bytes.prefix(600), as: UTF8.self)) {
        guard (try? ICEServerURL(parsing: url.description)) == url else { fatalError("a written URL was refused") }
    }
    let credentials = TURNCredentials(username: "user", password: Redacted("password"))
    var client = TURNClient(credentials: credentials, isStream: true, seed: 1)
    var now = MonotonicTime.zero
    var asked: [UInt8] = []
    client.start(now: now)
    for frame in whole.prefix(200) {
        while let output = client.pollOutput() {
            if case .transmit(let request) = output { asked = request }
        }
        client.receive(matching(frame, asked).span, now: now)
        now += .seconds(1)
        client.handleTimeout(now: now)
    }
    return 0
}

/// The frame as an answer to what the client asked last: with a random transaction ID it would get no further.
private func matching(_ frame: [UInt8], _ asked: [UInt8]) -> [UInt8] {
    guard frame.count >= 20, frame[0] < 4, asked.count >= 20 else { return frame }
    return Array(frame[..<8] + asked[8..<20] + frame[20...])
}

private func frames(_ bytes: [UInt8], in size: Int) -> [[UInt8]] {
    var framer = TURNStreamFramer()
    var found: [[UInt8]] = []
    for start in stride(from: 0, to: bytes.count, by: max(size, 1)) {
        framer.append(Array(bytes[start..<min(start + max(size, 1), bytes.count)]).span)
        while let frame = try? framer.next() { found.append(frame) }
    }
    return found
}
