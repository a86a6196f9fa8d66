import RTP

/// A payload descriptor never claims more than there is, and a key frame header is read only where there is one.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let payload = Array(UnsafeBufferPointer(start: data, count: count))
    guard let descriptor = try? VP8PayloadDescriptor(parsing: payload.span) else { return 0 }
    guard descriptor.length < payload.count else { fatalError("no room for the data") }
    guard descriptor.baseLayerIndex == nil || descriptor.temporalLayer != nil else { fatalError("L without T") }
    if let pictureID = descriptor.pictureID {
        guard pictureID.value <= (pictureID.isLong ? 0x7FFF : 0x7F) else { fatalError("picture id too wide") }
        guard !pictureID.follows(pictureID) else { fatalError("a picture follows itself") }
    }
    let frame = Array(payload[descriptor.length...])
    guard let header = try? VP8KeyFrameHeader(parsing: frame.span) else { return 0 }
    guard header.width <= 0x3FFF, header.height <= 0x3FFF else { fatalError("scaling bits in the size") }
    return 0
}
