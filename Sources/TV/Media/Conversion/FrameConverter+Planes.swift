import CYUV
import DisplayContract

extension FrameConverter {
    /// Hands the planes over as they are: the display hardware does the rest.
    func copy(_ picture: I420Picture, into lease: inout FrameLease, _ layout: PlanarLayout) {
        let (width, height) = unsafe (picture.width, picture.height)
        guard layout.letterbox.frameWidth == width, layout.letterbox.frameHeight == height else {
            assertionFailure("a buffer for \(layout.letterbox.frameWidth) × \(layout.letterbox.frameHeight)")
            return
        }
        lease.withPixels { span in
            guard span.count >= layout.byteCount else { return }
            unsafe span.withUnsafeMutableBufferPointer { pixels in
                guard let start = pixels.baseAddress else { return }
                unsafe Self.copy(picture, to: start, layout)
            }
        }
    }

    private static func copy(_ picture: I420Picture, to target: UnsafeMutablePointer<UInt8>, _ layout: PlanarLayout) {
        let (luma, chroma) = (CInt(layout.lumaStride), CInt(layout.chromaStride))
        let first = unsafe target + layout.chromaOffset
        if let second = layout.chromaOffsetV {
            unsafe I420Copy(
                picture.y,
                picture.strideY,
                picture.u,
                picture.strideU,
                picture.v,
                picture.strideV,
                target,
                luma,
                first,
                chroma,
                target + second,
                chroma,
                CInt(picture.width),
                CInt(picture.height)
            )
        } else {
            unsafe I420ToNV12(
                picture.y,
                picture.strideY,
                picture.u,
                picture.strideU,
                picture.v,
                picture.strideV,
                target,
                luma,
                first,
                chroma,
                CInt(picture.width),
                CInt(picture.height)
            )
        }
    }
}
