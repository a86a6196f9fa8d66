package import Wire

/// Why a stream cannot go on without a key frame.
package enum KeyFrameReason: Sendable, Equatable {
    /// The first frames handed in were none.
    case missing
    case decodingFailed(VideoDecoderError)
    /// The decoder could not keep up and skipped frames.
    case behind
}

/// What a `DecodePipeline` reports.
package enum DecodePipelineEvent: Sendable, Equatable {
    /// The stream's first picture: show it. On the decode thread.
    case firstFrame(width: Int, height: Int)
    /// On the decode thread. The size is `nil` for a frame without a picture.
    case decoded(number: Int64, isKeyFrame: Bool, width: Int?, height: Int?, took: Duration)
    /// Frames are dropped until a key frame comes. On the decode thread, once for each time one is needed.
    case keyFrameNeeded(KeyFrameReason)
    /// On the screen since `at`; the delay is counted from the frame's last packet. On the display's thread.
    case displayed(number: Int64, rtpTimestamp: UInt32, at: MonotonicTime, receiveToDisplay: Duration)
}
