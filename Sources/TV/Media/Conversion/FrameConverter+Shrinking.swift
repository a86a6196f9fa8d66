import CYUV
import DisplayContract

extension FrameConverter {
    /// Bytes of converted rows worked on at a time: they stay in the second-level cache.
    private static let bandBytes = 256 * 1024

    /// Converts some rows of the picture, scales them into their place, and goes on with the next.
    ///
    /// The scaler is told of the whole picture and clipped to the rows at hand, so bands leave no seams.
    mutating func convertAndShrink(_ picture: I420Picture, to area: PixelRectangle, at target: Canvas) {
        let rowBytes = unsafe picture.width * 4
        let sourceRows = max(Self.bandBytes / rowBytes, 16)
        let rows = unsafe max(sourceRows * area.height / picture.height, 1)
        // A band reads a few rows beyond its own: the scaler's neighbours, and one to start on a whole chroma row.
        let needed = (sourceRows + 16) * rowBytes
        if band.count < needed { band = [UInt8](repeating: 0, count: needed) }
        unsafe band.withUnsafeMutableBufferPointer { band in
            guard let scratch = band.baseAddress else { return }
            for first in stride(from: 0, to: area.height, by: rows) {
                let count = min(rows, area.height - first)
                let start = unsafe max(first * picture.height / area.height - 2, 0) & ~1
                let end = unsafe min((first + count) * picture.height / area.height + 3, picture.height)
                guard (end - start) * rowBytes <= band.count else { return }
                unsafe Canvas(start: scratch, bytesPerRow: rowBytes).convert(picture.rows(start..<end))
                unsafe ARGBScaleClip(
                    scratch - start * rowBytes,
                    CInt(rowBytes),
                    CInt(picture.width),
                    CInt(picture.height),
                    target.start,
                    CInt(target.bytesPerRow),
                    CInt(area.width),
                    CInt(area.height),
                    0,
                    CInt(first),
                    CInt(area.width),
                    CInt(count),
                    kFilterBilinear
                )
            }
        }
    }
}

extension I420Picture {
    /// Some rows of the picture; the first is even.
    fileprivate func rows(_ rows: Range<Int>) -> I420Picture {
        unsafe I420Picture(
            y: y + rows.lowerBound * Int(strideY),
            u: u + rows.lowerBound / 2 * Int(strideU),
            v: v + rows.lowerBound / 2 * Int(strideV),
            strideY: strideY,
            strideU: strideU,
            strideV: strideV,
            width: width,
            height: rows.count
        )
    }
}
