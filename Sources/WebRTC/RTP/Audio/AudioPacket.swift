package import Wire

/// One Opus packet on its way to the loudspeaker, its counters freed of their wraps.
package struct AudioPacket: Sendable, Equatable {
    /// Counts the sources: numbers and timestamps of different epochs have nothing to do with each other.
    package var epoch: Int
    package var sequence: Int64
    /// In samples at 48 kHz; its low 32 bits are the RTP timestamp.
    package var timestamp: Int64
    /// Samples at 48 kHz.
    package var duration: Int
    /// Whether it carries a copy of the sound before it.
    package var hasRedundancy: Bool
    package var payload: [UInt8]
    package var arrival: MonotonicTime

    package init(
        epoch: Int,
        sequence: Int64,
        timestamp: Int64,
        duration: Int,
        hasRedundancy: Bool = false,
        payload: [UInt8],
        arrival: MonotonicTime
    ) {
        self.epoch = epoch
        self.sequence = sequence
        self.timestamp = timestamp
        self.duration = duration
        self.hasRedundancy = hasRedundancy
        self.payload = payload
        self.arrival = arrival
    }

    /// The timestamp behind its last sample.
    var end: Int64 { timestamp &+ Int64(duration) }
}
