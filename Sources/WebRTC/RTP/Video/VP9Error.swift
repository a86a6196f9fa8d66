/// Why bytes are not VP9 as RFC 9628 packs it or its bitstream specification codes it.
package enum VP9Error: Error, Equatable {
    /// The payload ends inside its descriptor, or right behind it; the frame inside its header.
    case truncated
    /// More than three reference indices.
    case tooManyReferences
    /// Not a frame (frame_marker is not 2), or a key frame without its sync code.
    case notAFrame
    /// Another profile than 0: more than 8 bits a sample, or other than 4:2:0.
    case unsupportedProfile(UInt8)
}
