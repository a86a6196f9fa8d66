/// Why bytes are not an Opus packet (RFC 6716 §3.4).
package enum OpusError: Error, Equatable {
    case empty
    /// A packet of several frames ends before it says how many.
    case truncated
    /// No frame at all, or more than 120 ms of them.
    case invalidFrameCount
}
