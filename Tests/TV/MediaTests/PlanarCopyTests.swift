import DisplayContract
import Testing
import VP8TestEncoder

@testable import Media

@Suite struct PlanarCopyTests {
    /// An odd size, so that chroma has the half pixel more.
    private static let letterbox = Letterbox(
        frameWidth: 67,
        frameHeight: 41,
        mode: DisplayMode(width: 1920, height: 1080, refreshHz: 60)
    )

    static let layouts = [
        PlanarLayout(letterbox: letterbox, lumaStride: 128, chromaStride: 64, chromaOffset: 5248, chromaOffsetV: 6592),
        PlanarLayout(letterbox: letterbox, lumaStride: 128, chromaStride: 128, chromaOffset: 5248),
    ]

    @Test(arguments: layouts) func handsThePlanesOverAsTheyAre(_ layout: PlanarLayout) {
        let buffer = TestBuffer(planar: layout)
        var converter = FrameConverter()
        TestPicture.quarters(width: 67, height: 41).withI420 { picture in
            var lease = buffer.lease()
            converter.draw(picture, into: &lease)
            for row in 0..<41 {
                #expect((0..<67).allSatisfy { buffer[row * 128 + $0] == picture.y[row * Int(picture.strideY) + $0] })
            }
            for row in 0..<21 {
                let chroma = layout.chromaOffset + row * layout.chromaStride
                #expect(
                    (0..<34).allSatisfy { column in
                        let (u, v) =
                            if let offsetV = layout.chromaOffsetV {
                                (buffer[chroma + column], buffer[offsetV + row * layout.chromaStride + column])
                            } else {
                                (buffer[chroma + 2 * column], buffer[chroma + 2 * column + 1])
                            }
                        return u == picture.u[row * Int(picture.strideU) + column]
                            && v == picture.v[row * Int(picture.strideV) + column]
                    }
                )
            }
        }
    }

    @Test func leavesABufferForAnotherPictureAlone() {
        let buffer = TestBuffer(width: 64, height: 48)
        var lease = buffer.lease()
        let wrote = lease.write(PixelImage(width: 65, height: 48))
        #expect(!wrote)
        #expect(lease.planar == nil)
    }
}
