/// Why bytes are not VP8 as RFC 7741 packs it or RFC 6386 codes it.
package enum VP8Error: Error, Equatable {
    /// The payload ends inside its descriptor, or right behind it.
    case truncated
    /// TL0PICIDX without the temporal layer it belongs to (RFC 7741 §4.2).
    case layerIndexWithoutLayer
    /// A key frame without its start code 9d 01 2a (RFC 6386 §9.1).
    case startCodeMissing
}
