import Wire

/// When the packets of a transport arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
///
/// Chunks and deltas stay as they are on the wire; `packets()` expands them.
package struct TransportFeedback: Sendable, Equatable {
    /// What the feedback says of one transport-wide sequence number.
    package struct PacketStatus: Sendable, Equatable {
        package var sequenceNumber: UInt16
        /// In ticks of 250 µs after the reference time's origin; `nil` if not received.
        package var arrival: Int64?
    }

    package var senderSSRC: UInt32
    package var mediaSSRC: UInt32
    package var baseSequenceNumber: UInt16
    package var statusCount: UInt16
    /// In units of 64 ms, 24 bits signed.
    package var referenceTime: Int32
    /// Counts feedback packets, modulo 256.
    package var feedbackCount: UInt8
    /// Status chunks and receive deltas.
    package var body: [UInt8]

    /// Expands the statuses. Throws `truncated` if chunks or deltas end before `statusCount` is reached.
    package func packets() throws(RTCPError) -> [PacketStatus] {
        do {
            var reader = ByteReader(body.span)
            var symbols: [UInt8] = []
            symbols.reserveCapacity(Int(statusCount))
            while symbols.count < statusCount {
                TransportFeedback.expand(try reader.readUInt16(), into: &symbols, limit: Int(statusCount))
            }
            var arrival = Int64(referenceTime) * 256
            var statuses: [PacketStatus] = []
            statuses.reserveCapacity(symbols.count)
            for (index, symbol) in symbols.enumerated() {
                var status = PacketStatus(sequenceNumber: baseSequenceNumber &+ UInt16(truncatingIfNeeded: index))
                switch symbol {
                case 1:
                    arrival += Int64(try reader.readUInt8())
                    status.arrival = arrival
                case 2:
                    arrival += Int64(Int16(bitPattern: try reader.readUInt16()))
                    status.arrival = arrival
                default: break
                }
                statuses.append(status)
            }
            return statuses
        } catch {
            throw .truncated
        }
    }

    /// Appends what one chunk says (§3.1.3, §3.1.4), up to `limit` symbols in all.
    private static func expand(_ chunk: UInt16, into symbols: inout [UInt8], limit: Int) {
        let room = limit - symbols.count
        if chunk & 0x8000 == 0 {
            let symbol = UInt8(chunk >> 13 & 3)
            symbols.append(contentsOf: repeatElement(symbol, count: min(room, Int(chunk & 0x1FFF))))
        } else if chunk & 0x4000 == 0 {
            for index in 0..<min(room, 14) { symbols.append(UInt8(chunk >> (13 - index) & 1)) }
        } else {
            for index in 0..<min(room, 7) { symbols.append(UInt8(chunk >> (12 - 2 * index) & 3)) }
        }
    }
}
