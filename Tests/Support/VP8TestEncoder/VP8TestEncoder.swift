import CVPX

/// Makes VP8 or VP9 frames for tests, one out for each one in.
package struct VP8TestEncoder: ~Copyable {
    package enum Codec: Sendable {
        case vp8
        case vp9
    }

    package enum Failure: Error {
        case vpx(UInt32)
    }

    package struct Frame: Sendable {
        package var data: [UInt8]
        package var isKeyFrame: Bool
    }

    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    private let image: UnsafeMutablePointer<vpx_image_t>
    private var count = 0

    /// - Parameter kilobitsPerSecond: enough for flat colours to come through nearly exact.
    package init(codec: Codec = .vp8, width: Int, height: Int, kilobitsPerSecond: Int = 5000) throws {
        let interface = codec == .vp8 ? vpx_codec_vp8_cx() : vpx_codec_vp9_cx()
        var configuration = vpx_codec_enc_cfg_t()
        try Self.check(vpx_codec_enc_config_default(interface, &configuration, 0))
        configuration.g_w = UInt32(width)
        configuration.g_h = UInt32(height)
        configuration.g_timebase.num = 1
        configuration.g_timebase.den = 30
        configuration.g_threads = 1
        configuration.g_lag_in_frames = 0
        configuration.rc_end_usage = VPX_CBR
        configuration.rc_target_bitrate = UInt32(kilobitsPerSecond)
        configuration.rc_dropframe_thresh = 0
        configuration.rc_min_quantizer = 4
        configuration.rc_max_quantizer = 40
        configuration.kf_mode = VPX_KF_DISABLED
        let context = UnsafeMutablePointer<vpx_codec_ctx_t>.allocate(capacity: 1)
        context.initialize(to: vpx_codec_ctx_t())
        let code = diascope_vpx_encoder_init(context, interface, &configuration)
        guard code == VPX_CODEC_OK, let image = vpx_img_alloc(nil, VPX_IMG_FMT_I420, UInt32(width), UInt32(height), 16) else {
            context.deallocate()
            throw Failure.vpx(code.rawValue)
        }
        _ = diascope_vpx_set_cpu_used(context, -8)
        self.context = context
        self.image = image
    }

    deinit {
        vpx_img_free(image)
        vpx_codec_destroy(context)
        context.deallocate()
    }

    /// Encodes a picture of the encoder's size; the first frame is a key frame.
    package mutating func encode(_ picture: TestPicture, asKeyFrame: Bool = false) throws -> Frame {
        precondition(picture.width == Int(image.pointee.d_w) && picture.height == Int(image.pointee.d_h))
        copy(picture.y, width: picture.width, to: image.pointee.planes.0, stride: image.pointee.stride.0)
        copy(picture.u, width: picture.chromaWidth, to: image.pointee.planes.1, stride: image.pointee.stride.1)
        copy(picture.v, width: picture.chromaWidth, to: image.pointee.planes.2, stride: image.pointee.stride.2)
        let flags = asKeyFrame ? Int(VPX_EFLAG_FORCE_KF) : 0
        try Self.check(vpx_codec_encode(context, image, Int64(count), 1, flags, UInt(VPX_DL_REALTIME)))
        count += 1
        var iterator: vpx_codec_iter_t?
        while let packet = vpx_codec_get_cx_data(context, &iterator) {
            guard packet.pointee.kind == VPX_CODEC_CX_FRAME_PKT else { continue }
            let bytes = UnsafeRawBufferPointer(
                start: diascope_vpx_packet_bytes(packet),
                count: diascope_vpx_packet_size(packet)
            )
            return Frame(data: [UInt8](bytes), isKeyFrame: diascope_vpx_packet_is_key_frame(packet) != 0)
        }
        throw Failure.vpx(0)
    }

    private func copy(_ plane: [UInt8], width: Int, to target: UnsafeMutablePointer<UInt8>?, stride: CInt) {
        guard let target else { return }
        plane.withUnsafeBufferPointer { plane in
            guard let source = plane.baseAddress else { return }
            for row in 0..<(plane.count / width) {
                (target + row * Int(stride)).update(from: source + row * width, count: width)
            }
        }
    }

    private static func check(_ code: vpx_codec_err_t) throws {
        guard code == VPX_CODEC_OK else { throw Failure.vpx(code.rawValue) }
    }
}
