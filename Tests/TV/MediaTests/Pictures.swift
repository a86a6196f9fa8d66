import DisplayContract
import VP8TestEncoder

@testable import Media

extension TestPicture {
    /// Calls `body` with the picture as a decoder would hand it out.
    func withI420(_ body: (I420Picture) -> Void) {
        y.withUnsafeBufferPointer { luma in
            u.withUnsafeBufferPointer { first in
                v.withUnsafeBufferPointer { second in
                    guard let y = luma.baseAddress, let u = first.baseAddress, let v = second.baseAddress else { return }
                    body(
                        I420Picture(
                            y: y,
                            u: u,
                            v: v,
                            strideY: Int32(width),
                            strideU: Int32(chromaWidth),
                            strideV: Int32(chromaWidth),
                            width: width,
                            height: height
                        )
                    )
                }
            }
        }
    }
}

extension PixelImage.Colour {
    /// Whether the colours differ by no more than `tolerance` in each part.
    func isNear(_ other: TestPicture.Colour, tolerance: Int = 6) -> Bool {
        abs(Int(red) - Int(other.red)) <= tolerance && abs(Int(green) - Int(other.green)) <= tolerance
            && abs(Int(blue) - Int(other.blue)) <= tolerance
    }

    var isBlack: Bool { self == PixelImage.Colour(red: 0, green: 0, blue: 0) }
}

extension PixelImage {
    func isNear(_ colour: TestPicture.Colour, x: Int, y: Int, tolerance: Int = 6) -> Bool {
        self.colour(x: x, y: y)?.isNear(colour, tolerance: tolerance) ?? false
    }
}
