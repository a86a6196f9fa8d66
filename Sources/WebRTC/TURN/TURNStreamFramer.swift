import STUN
import Wire

/// Cuts what comes over a stream into STUN messages and ChannelData (RFC 8656 §3.1, §12.5), however it was split.
///
/// Each frame's length is in its first four bytes, so at most one frame and one read are ever kept: 64 KiB and a little.
package struct TURNStreamFramer: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0

    package init() {}

    package mutating func append(_ bytes: Span<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        for index in bytes.indices { buffer.append(bytes[index]) }
    }

    /// The next whole frame without padding; `nil`: more has to come.
    ///
    /// Throws at what is neither: nothing after it can be found again, so the stream has to be given up.
    package mutating func next() throws(TURNStreamError) -> [UInt8]? {
        let available = buffer.count - start
        guard available > 0 else { return nil }
        let first = buffer[start]
        let isChannelData = ChannelData.isChannelData(firstByte: first)
        guard isChannelData || first < 4 else { throw .neitherSTUNNorChannelData }
        guard available >= ChannelData.headerLength else { return nil }
        let length = Int(buffer[start + 2]) << 8 | Int(buffer[start + 3])
        let whole: Int
        if isChannelData {
            whole = ChannelData.headerLength + length
        } else {
            guard length.isMultiple(of: 4) else { throw .neitherSTUNNorChannelData }
            whole = STUNMessage.headerLength + length
        }
        let padded = whole + (-whole & 3)
        guard available >= padded else { return nil }
        let frame = Array(buffer[start..<(start + whole)])
        start += padded
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        }
        return frame
    }

    /// Bytes kept for a frame that is not whole yet.
    package var pending: Int { buffer.count - start }
}

/// Why a stream to a TURN server is of no more use.
package enum TURNStreamError: Error, Equatable {
    case neitherSTUNNorChannelData
}
