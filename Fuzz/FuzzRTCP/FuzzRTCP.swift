import RTP

/// What is read can be expanded and written; what was written is read again.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    guard let packets = try? RTCPPacket.parse(compound: bytes.span) else { return 0 }
    for packet in packets {
        switch packet {
        case .transportFeedback(let feedback):
            if let statuses = try? feedback.packets(), statuses.count != Int(feedback.statusCount) {
                fatalError("a status too many or too few")
            }
        case .genericNack(let nack):
            let missing = nack.missing
            guard missing.count >= nack.items.count else { fatalError("an item without a packet") }
            let again = GenericNack(senderSSRC: 1, mediaSSRC: 2, missing: missing)
            guard Set(again.missing) == Set(missing) else { fatalError("a number was lost or made up") }
        default: break
        }
    }
    let written = RTCPPacket.serialize(packets)
    guard written.count % 4 == 0 else { fatalError("not on a word boundary") }
    guard let again = try? RTCPPacket.parse(compound: written.span) else { fatalError("what was written is refused") }
    let known = packets.filter { if case .other = $0 { false } else { true } }
    guard again.count == known.count else { fatalError("a packet was lost") }
    guard RTCPPacket.serialize(again) == written else { fatalError("a second pass differs from the first") }
    return 0
}
