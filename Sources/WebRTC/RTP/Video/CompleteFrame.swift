import Wire

/// A frame all packets of which are in the assembler; its payloads are not copied yet.
struct CompleteFrame: Sendable {
    /// Extended sequence numbers of its packets.
    let packets: ClosedRange<Int64>
    let timestamp: UInt32
    let isKeyFrame: Bool
    let descriptor: FrameDescriptor
    let byteCount: Int
    /// Arrival of the packet that completed it.
    let completedAt: MonotonicTime
}
