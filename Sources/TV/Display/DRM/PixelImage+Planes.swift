import CYUV
import DisplayContract

extension PixelImage {
    /// The screen as the hardware makes it of planes: converted, scaled, and black around the picture.
    init(planes: borrowing Span<UInt8>, _ layout: PlanarLayout) {
        let letterbox = layout.letterbox
        let (width, height) = (letterbox.frameWidth, letterbox.frameHeight)
        var frame = PixelImage(width: width, height: height)
        self.init(width: letterbox.screenWidth, height: letterbox.screenHeight)
        guard planes.count >= layout.byteCount, !letterbox.picture.isEmpty else { return }
        frame.withPixels { target in
            unsafe planes.withUnsafeBufferPointer { source in
                unsafe target.withUnsafeMutableBufferPointer { target in
                    guard let source = source.baseAddress, let target = target.baseAddress else { return }
                    unsafe Self.convert(source, layout, to: target)
                }
            }
        }
        let (area, rowBytes) = (letterbox.picture, letterbox.screenWidth * 4)
        frame.withPixels { source in
            self.withPixels { target in
                unsafe source.withUnsafeBufferPointer { source in
                    unsafe target.withUnsafeMutableBufferPointer { target in
                        guard let source = source.baseAddress, let target = target.baseAddress else { return }
                        unsafe ARGBScale(
                            source,
                            CInt(width * 4),
                            CInt(width),
                            CInt(height),
                            target + area.y * rowBytes + area.x * 4,
                            CInt(rowBytes),
                            CInt(area.width),
                            CInt(area.height),
                            kFilterBilinear
                        )
                    }
                }
            }
        }
    }

    private static func convert(_ source: UnsafePointer<UInt8>, _ layout: PlanarLayout, to target: UnsafeMutablePointer<UInt8>) {
        let (width, height) = (CInt(layout.letterbox.frameWidth), CInt(layout.letterbox.frameHeight))
        let (luma, chroma) = (CInt(layout.lumaStride), CInt(layout.chromaStride))
        let first = unsafe source + layout.chromaOffset
        if let second = layout.chromaOffsetV {
            unsafe I420ToARGB(source, luma, first, chroma, source + second, chroma, target, width * 4, width, height)
        } else {
            unsafe NV12ToARGB(source, luma, first, chroma, target, width * 4, width, height)
        }
    }
}
