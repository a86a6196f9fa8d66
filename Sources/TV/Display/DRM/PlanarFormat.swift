import CDRM
import DisplayContract

/// The formats of decoded pictures that display hardware knows, the cheaper to fill first.
enum PlanarFormat: CaseIterable, Sendable {
    /// Three planes, as the decoder makes them.
    case yuv420
    /// U and V in turn.
    case nv12

    /// The kernel's four-character code.
    var code: UInt32 {
        switch self {
        case .yuv420: diascope_drm_format_yuv420()
        case .nv12: diascope_drm_format_nv12()
        }
    }

    /// - Parameter stride: bytes from one row of the first plane to the next, an even number.
    func layout(for letterbox: Letterbox, stride: Int) -> PlanarLayout {
        let chroma = stride * letterbox.frameHeight
        switch self {
        case .yuv420:
            return PlanarLayout(
                letterbox: letterbox,
                lumaStride: stride,
                chromaStride: stride / 2,
                chromaOffset: chroma,
                chromaOffsetV: chroma + stride / 2 * ((letterbox.frameHeight + 1) / 2)
            )
        case .nv12:
            return PlanarLayout(letterbox: letterbox, lumaStride: stride, chromaStride: stride, chromaOffset: chroma)
        }
    }
}
