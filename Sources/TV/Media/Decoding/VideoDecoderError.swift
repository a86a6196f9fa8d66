/// Why a frame could not be decoded. The decoder has been started anew: the next frame it takes is a key frame.
package enum VideoDecoderError: Error, Equatable {
    /// A frame without a byte (libvpx would take it for a lost one and repeat the picture).
    case emptyFrame
    /// The start of the frame is not VP8 (RFC 6386 §9.1).
    case notVP8
    /// The start of the frame is not VP9 of profile 0.
    case notVP9
    /// A frame larger than `VideoDecoder` takes; nothing was allocated for it.
    case tooLarge(width: Int, height: Int)
    /// Not a key frame, and there is nothing it could refer to.
    case keyFrameMissing
    /// libvpx refused or damaged it; the code is `vpx_codec_err_t`, 0 when the picture is marked corrupt.
    case corrupt(code: Int)
    /// libvpx could not be started; the code is `vpx_codec_err_t`.
    case cannotStart(code: Int)
}
