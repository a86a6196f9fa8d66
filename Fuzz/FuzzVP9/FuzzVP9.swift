import RTP

/// A payload descriptor never claims more than there is, frames of a superframe lie in it one behind the other, and sizes are
/// what 16 bits can say.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let payload = Array(UnsafeBufferPointer(start: data, count: count))
    check(payload)
    guard let descriptor = try? VP9PayloadDescriptor(parsing: payload.span) else { return 0 }
    guard descriptor.length < payload.count else { fatalError("no room for the data") }
    guard descriptor.references.count <= 3 else { fatalError("too many references") }
    guard descriptor.baseLayerIndex == nil || descriptor.temporalLayer != nil else { fatalError("TL0PICIDX without layers") }
    check(Array(payload[descriptor.length...]))
    return 0
}

private func check(_ frame: [UInt8]) {
    var end = 0
    for range in VP9Superframe.frames(in: frame.span) {
        guard range.lowerBound == end, range.upperBound <= frame.count else { fatalError("a frame outside of the superframe") }
        end = range.upperBound
    }
    guard let first = frame.first, let header = try? VP9FrameHeader(parsing: frame.span) else { return }
    guard header.isKeyFrame == VP9FrameHeader.isKeyFrame(firstByte: first) else { fatalError("a key frame, or not") }
    guard let size = header.size else { return }
    guard (1...65536).contains(size.width), (1...65536).contains(size.height) else { fatalError("a size beyond 16 bits") }
}
