import CYUV
import DisplayContract

/// A place in a buffer of BGRA pixels.
@unsafe struct Canvas {
    var start: UnsafeMutablePointer<UInt8>
    var bytesPerRow: Int

    func origin(of area: PixelRectangle) -> Canvas {
        unsafe Canvas(start: start + area.y * bytesPerRow + area.x * 4, bytesPerRow: bytesPerRow)
    }

    func blacken(_ area: PixelRectangle) {
        unsafe ARGBRect(start, CInt(bytesPerRow), CInt(area.x), CInt(area.y), CInt(area.width), CInt(area.height), 0xFF00_0000)
    }

    /// I420 of limited range and BT.601, which is what browsers make of a screen for VP8. libyuv's "ARGB" is BGRA in memory.
    func convert(_ picture: I420Picture) {
        unsafe I420ToARGB(
            picture.y,
            picture.strideY,
            picture.u,
            picture.strideU,
            picture.v,
            picture.strideV,
            start,
            CInt(bytesPerRow),
            CInt(picture.width),
            CInt(picture.height)
        )
    }
}
