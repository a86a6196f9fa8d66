import Wire

/// A frame taken out of the assembler, its payloads in one piece.
struct AssembledFrame: Sendable {
    let frame: CompleteFrame
    var data: [UInt8] = []
    var firstArrival: MonotonicTime
    var lastArrival: MonotonicTime
    var wasRepaired = false

    init(frame: CompleteFrame, firstArrival: MonotonicTime, lastArrival: MonotonicTime) {
        self.frame = frame
        self.firstArrival = firstArrival
        self.lastArrival = lastArrival
    }

    mutating func append(_ packet: MediaPacket) {
        data.append(contentsOf: packet.bytes[packet.data])
        firstArrival = min(firstArrival, packet.arrival)
        lastArrival = max(lastArrival, packet.arrival)
        if packet.wasRequested { wasRepaired = true }
    }
}
