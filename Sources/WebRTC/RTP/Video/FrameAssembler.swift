import DequeModule
import Wire

/// Puts packets in order and finds the frames that are complete.
///
/// A ring of slots, one per sequence number from `head` on. A packet learns which frame it belongs to from the packet before it,
/// so
/// each is looked at once when it comes, once when its frame is linked up and once when the frame is taken: no scans.
struct FrameAssembler: Sendable {
    /// Packets from the head on that are kept.
    static let capacity: Int64 = 2048

    enum Insertion: Equatable {
        case stored
        case duplicate
        /// Older than anything still of use.
        case late
        /// Stored, but only after giving up older packets: frames from before `head` are lost.
        case storedAfterOverflow
    }

    struct Slot: Sendable {
        var packet: MediaPacket?
        /// The first packet of the frame this belongs to, once that is known.
        var frameStart: Int64?
        /// VP8 bytes of the frame up to and with this packet.
        var frameBytes = 0
        var timestamp: UInt32 = 0
        var endsFrame = false
    }

    var slots: [Slot]
    /// The first packet neither taken nor given up; `nil` before the first packet.
    private(set) var head: Int64?
    private var newest: Int64 = 0
    /// Nothing was taken yet, so the head may still move back to a packet overtaken by the first.
    private var headIsTentative = true
    /// In order of their packets.
    private(set) var complete: Deque<CompleteFrame> = []
    private(set) var completeKeyFrameCount = 0
    private(set) var completedCount: Int64 = 0
    /// Complete frames that were given up for what came after them.
    private(set) var abandonedCount: Int64 = 0

    init() {
        slots = Array(repeating: Slot(), count: Int(Self.capacity))
    }

    mutating func insert(_ packet: MediaPacket) -> Insertion {
        var result = Insertion.stored
        let sequence = packet.sequence
        if let head {
            if sequence < head {
                guard headIsTentative, newest - sequence < Self.capacity else { return .late }
                self.head = sequence
            } else if sequence - head >= Self.capacity {
                result = .storedAfterOverflow
                discard(before: sequence - newest >= Self.capacity ? sequence : sequence - Self.capacity / 2)
            }
            newest = max(newest, sequence)
        } else {
            head = sequence
            newest = sequence
        }
        guard slot(sequence).packet == nil else { return .duplicate }
        slots[Self.index(sequence)] = Slot(packet: packet, timestamp: packet.timestamp)
        link(sequence)
        skipPadding()
        return result
    }

    /// Removes `frame` and everything before it; its payloads are put together if it is `wanted`.
    mutating func remove(_ frame: CompleteFrame, wanted: Bool) -> AssembledFrame {
        discard(before: frame.packets.lowerBound)
        var assembled = AssembledFrame(frame: frame, firstArrival: frame.completedAt, lastArrival: frame.completedAt)
        if wanted { assembled.data.reserveCapacity(frame.byteCount) }
        for sequence in frame.packets {
            let index = Self.index(sequence)
            if wanted, let packet = slots[index].packet { assembled.append(packet) }
            slots[index] = Slot()
        }
        complete.removeFirst()
        if frame.isKeyFrame { completeKeyFrameCount -= 1 }
        head = frame.packets.upperBound + 1
        headIsTentative = false
        skipPadding()
        return assembled
    }

    /// Forgets everything, for a stream that starts over.
    mutating func reset() {
        var empty = FrameAssembler()
        empty.completedCount = completedCount
        empty.abandonedCount = abandonedCount + Int64(complete.count)
        self = empty
    }

    /// Moves the head to `sequence`; packets and frames before it are given up.
    private mutating func discard(before sequence: Int64) {
        guard let head, sequence > head else { return }
        for given in head..<min(sequence, head + Self.capacity) { slots[Self.index(given)] = Slot() }
        while let first = complete.first, first.packets.lowerBound < sequence {
            if first.isKeyFrame { completeKeyFrameCount -= 1 }
            abandonedCount += 1
            complete.removeFirst()
        }
        self.head = sequence
        headIsTentative = false
        newest = max(newest, sequence)
        skipPadding()
    }

    /// Moves the head over padding-only packets: they carry numbers but no frame.
    private mutating func skipPadding() {
        guard !headIsTentative else { return }
        while let current = head, case .padding? = slot(current).packet?.content, slot(current).frameStart == nil {
            slots[Self.index(current)] = Slot()
            head = current + 1
        }
    }

    func slot(_ sequence: Int64) -> Slot {
        slots[Self.index(sequence)]
    }

    static func index(_ sequence: Int64) -> Int {
        Int(truncatingIfNeeded: sequence & (capacity - 1))
    }

    /// Takes note that the packets from `start` to `end` make a frame.
    mutating func completeFrame(_ packets: ClosedRange<Int64>, at time: MonotonicTime) {
        slots[Self.index(packets.upperBound)].endsFrame = true
        // An overflow may have given up the frame's first packets.
        guard let head, packets.lowerBound >= head else { return }
        let last = slot(packets.upperBound)
        guard let first = slot(packets.lowerBound).packet, case .video(let descriptor, let isKeyFrame) = first.content else {
            return
        }
        let frame = CompleteFrame(
            packets: packets,
            timestamp: first.timestamp,
            isKeyFrame: isKeyFrame,
            descriptor: descriptor,
            byteCount: last.frameBytes,
            completedAt: time
        )
        completedCount += 1
        if isKeyFrame { completeKeyFrameCount += 1 }
        var place = complete.endIndex
        while place > complete.startIndex, complete[place - 1].packets.lowerBound > packets.lowerBound { place -= 1 }
        complete.insert(frame, at: place)
    }
}
