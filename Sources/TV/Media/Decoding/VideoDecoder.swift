import CVPX
package import RTP

/// One VP8 or VP9 stream being decoded by libvpx. Belongs to one thread.
@safe package struct VideoDecoder: ~Copyable {
    /// Pixels.
    package static let largestSide = 8192
    /// Pixels in all: 4096 × 4096.
    package static let mostPixels = 4096 * 4096

    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    package let codec: EncodedFrame.Codec
    private let threads: Int
    private var isStarted = false
    private var needsKeyFrame = true
    /// The picture of the last frame that had one.
    private(set) var picture: I420Picture?

    /// - Parameter threads: 1 or 2; the second shortens a frame by a seventh and costs more processor time in all.
    package init(codec: EncodedFrame.Codec = .vp8, threads: Int = 1) throws(VideoDecoderError) {
        let context = UnsafeMutablePointer<vpx_codec_ctx_t>.allocate(capacity: 1)
        unsafe context.initialize(to: vpx_codec_ctx_t())
        let clamped = min(max(threads, 1), 2)
        do throws(VideoDecoderError) {
            unsafe try Self.start(context, codec: codec, threads: clamped)
        } catch {
            unsafe context.deallocate()
            throw error
        }
        unsafe self.context = unsafe context
        self.codec = codec
        self.threads = clamped
        isStarted = true
    }

    deinit {
        if isStarted { unsafe vpx_codec_destroy(context) }
        unsafe context.deallocate()
    }

    /// Decodes one frame.
    ///
    /// Returns the picture's size in pixels, `nil` for a frame that only serves later ones. The size of a key frame is
    /// checked before libvpx allocates for it. After an error the decoder is started anew and takes a key frame only.
    package mutating func decode(_ data: [UInt8]) throws(VideoDecoderError) -> (width: Int, height: Int)? {
        do throws(VideoDecoderError) {
            return try attempt(data)
        } catch {
            reset()
            throw error
        }
    }

    private mutating func attempt(_ data: [UInt8]) throws(VideoDecoderError) -> (width: Int, height: Int)? {
        if !isStarted {
            unsafe try Self.start(context, codec: codec, threads: threads)
            isStarted = true
        }
        try check(data)
        unsafe picture = nil
        let code = unsafe data.withUnsafeBufferPointer { bytes in
            unsafe vpx_codec_decode(context, bytes.baseAddress, UInt32(clamping: bytes.count), nil, 0)
        }
        guard code == VPX_CODEC_OK else { throw .corrupt(code: Int(code.rawValue)) }
        var isCorrupt: CInt = 0
        guard unsafe diascope_vpx_get_corrupted(context, &isCorrupt) == VPX_CODEC_OK, isCorrupt == 0 else {
            throw .corrupt(code: 0)
        }
        needsKeyFrame = false
        var iterator: vpx_codec_iter_t?
        guard let image = unsafe vpx_codec_get_frame(context, &iterator) else { return nil }
        let decoded = unsafe image.pointee
        guard let y = unsafe decoded.planes.0, let u = unsafe decoded.planes.1, let v = unsafe decoded.planes.2,
            unsafe decoded.fmt == VPX_IMG_FMT_I420
        else { throw .corrupt(code: 0) }
        let (width, height) = unsafe (Int(decoded.d_w), Int(decoded.d_h))
        unsafe picture = unsafe I420Picture(
            y: y,
            u: u,
            v: v,
            strideY: decoded.stride.0,
            strideU: decoded.stride.1,
            strideV: decoded.stride.2,
            width: width,
            height: height
        )
        return (width, height)
    }

    /// Looks at the frame before libvpx does: its kind, and its size.
    private func check(_ data: [UInt8]) throws(VideoDecoderError) {
        switch codec {
        case .vp8: try checkVP8(data)
        case .vp9: try checkVP9(data)
        }
    }

    /// RFC 6386 §9.1: only a key frame has a size.
    private func checkVP8(_ data: [UInt8]) throws(VideoDecoderError) {
        guard let first = data.first else { throw .emptyFrame }
        guard VP8KeyFrameHeader.isKeyFrame(firstByte: first) else {
            if needsKeyFrame { throw .keyFrameMissing }
            return
        }
        guard let header = try? VP8KeyFrameHeader(parsing: data.span) else { throw .notVP8 }
        try checkSize(header.width, header.height)
    }

    /// Any frame may bring a size of its own.
    private func checkVP9(_ data: [UInt8]) throws(VideoDecoderError) {
        guard !data.isEmpty else { throw .emptyFrame }
        var isFirst = true
        for range in VP9Superframe.frames(in: data.span) {
            guard let header = try? VP9FrameHeader(parsing: data.span.extracting(range)) else { throw .notVP9 }
            if isFirst, needsKeyFrame, !header.isKeyFrame { throw .keyFrameMissing }
            isFirst = false
            if let size = header.size { try checkSize(size.width, size.height) }
        }
    }

    private func checkSize(_ width: Int, _ height: Int) throws(VideoDecoderError) {
        guard width <= Self.largestSide, height <= Self.largestSide, width * height <= Self.mostPixels else {
            throw .tooLarge(width: width, height: height)
        }
    }

    /// Destroys and starts anew: libvpx after an error decodes garbage without saying so.
    private mutating func reset() {
        unsafe picture = nil
        needsKeyFrame = true
        if isStarted { unsafe vpx_codec_destroy(context) }
        unsafe context.pointee = unsafe vpx_codec_ctx_t()
        isStarted = false
    }

    private static func start(
        _ context: UnsafeMutablePointer<vpx_codec_ctx_t>,
        codec: EncodedFrame.Codec,
        threads: Int
    ) throws(VideoDecoderError) {
        let interface = unsafe codec == .vp8 ? vpx_codec_vp8_dx() : vpx_codec_vp9_dx()
        var configuration = vpx_codec_dec_cfg_t()
        configuration.threads = UInt32(threads)
        let code = unsafe diascope_vpx_decoder_init(context, interface, &configuration)
        guard code == VPX_CODEC_OK else { throw .cannotStart(code: Int(code.rawValue)) }
    }
}
