import Wire

extension FrameAssembler {
    /// Joins a packet just stored to its neighbours, and completes the frames that close by it.
    mutating func link(_ sequence: Int64) {
        guard let packet = slot(sequence).packet else { return }
        if let data = packet.frameStartData {
            slots[Self.index(sequence)].frameStart = sequence
            slots[Self.index(sequence)].frameBytes = data
            closeUnmarkedFrame(endingAt: sequence - 1, nextTimestamp: packet.timestamp, at: packet.arrival)
        } else if !inherit(sequence) {
            return
        }
        linkFollowing(sequence, at: packet.arrival)
    }

    /// Carries the frame that reaches `sequence` on to the packets behind it, as far as they are there.
    private mutating func linkFollowing(_ sequence: Int64, at time: MonotonicTime) {
        guard let start = slot(sequence).frameStart else { return }
        var current = sequence
        while true {
            if slot(current).packet?.marker == true, !slot(current).isPadding {
                return completeFrame(start...current, at: time)
            }
            guard let head, current + 1 - head < Self.capacity, let next = slot(current + 1).packet else { return }
            if next.frameStartData != nil {
                return closeUnmarkedFrame(endingAt: current, nextTimestamp: next.timestamp, at: time)
            }
            guard inherit(current + 1) else { return }
            current += 1
        }
    }

    /// Makes the packet part of the frame of the one before it. `false` if that one is not there, is not known to belong to a
    /// frame, ends its frame, or is of another frame.
    private mutating func inherit(_ sequence: Int64) -> Bool {
        guard let head, sequence > head else { return false }
        let previous = slot(sequence - 1)
        let index = Self.index(sequence)
        guard let start = previous.frameStart, !previous.endsFrame, let packet = slots[index].packet else { return false }
        // Padding inside a frame is transparent, whatever its timestamp.
        guard slots[index].isPadding || previous.timestamp == packet.timestamp else { return false }
        slots[index].frameStart = start
        slots[index].timestamp = previous.timestamp
        slots[index].frameBytes = previous.frameBytes + packet.data.count
        return true
    }

    /// A frame whose sender sets no marker is complete when the next one begins right behind it.
    private mutating func closeUnmarkedFrame(endingAt sequence: Int64, nextTimestamp: UInt32, at time: MonotonicTime) {
        guard let head, sequence >= head else { return }
        let last = slot(sequence)
        guard last.packet != nil, let start = last.frameStart, !last.endsFrame, last.timestamp != nextTimestamp else { return }
        completeFrame(start...sequence, at: time)
    }
}

extension FrameAssembler.Slot {
    fileprivate var isPadding: Bool {
        guard case .padding? = packet?.content else { return false }
        return true
    }
}

extension MediaPacket {
    /// The size of the VP8 data if this is the first packet of a frame.
    fileprivate var frameStartData: Int? {
        guard case .video(let descriptor, _) = content, descriptor.startsFrame else { return nil }
        return data.count
    }
}
