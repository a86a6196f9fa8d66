import CPango
import Glibc

/// A picture from a PNG file, in memory: read once, drawn often.
package struct PictureFile: Sendable, Equatable {
    /// Sides beyond this are refused: no screen has more, and the memory is the TV's.
    package static let largestSide = 4096

    let width: Int
    let height: Int
    let bytesPerRow: Int
    /// Cairo's ARGB32: BGRA with premultiplied alpha.
    let pixels: [UInt8]

    /// - Throws: `PictureFileError` if there is no such file, or it is no PNG, or it is too large.
    package init(path: String) throws(PictureFileError) {
        let (width, height) = try PictureFile.size(ofFile: path)
        let surface = unsafe cairo_image_surface_create_from_png(path)
        defer { unsafe cairo_surface_destroy(surface) }
        guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            unsafe cairo_image_surface_get_width(surface) == Int32(width),
            unsafe cairo_image_surface_get_height(surface) == Int32(height)
        else { throw .notPNG }
        guard let (pixels, bytesPerRow) = unsafe PictureFile.argb(of: surface, width: width, height: height) else {
            throw .notPNG
        }
        self.width = width
        self.height = height
        self.bytesPerRow = bytesPerRow
        self.pixels = pixels
    }

    /// BGRA as a canvas of its size has it, tightly packed; where the picture lets something through, black shows.
    package var opaquePixels: [UInt8] {
        var packed: [UInt8] = []
        packed.reserveCapacity(width * height * 4)
        for row in 0..<height { packed += pixels[(row * bytesPerRow)..<(row * bytesPerRow + width * 4)] }
        return packed
    }

    /// From the file's first bytes (PNG 3rd edition, §5.2 and §11.2.1), before any memory is taken for it.
    private static func size(ofFile path: String) throws(PictureFileError) -> (width: Int, height: Int) {
        guard let file = unsafe fopen(path, "rb") else { throw .missing }
        defer { unsafe fclose(file) }
        var start = [UInt8](repeating: 0, count: 24)
        let count = unsafe start.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
        let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        guard count == start.count, start.starts(with: signature) else { throw .notPNG }
        func number(_ offset: Int) -> Int { start[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (width, height) = (number(16), number(20))
        guard width > 0, height > 0 else { throw .notPNG }
        guard width <= largestSide, height <= largestSide else { throw .tooLarge }
        return (width, height)
    }

    /// PNG files come in several of Cairo's formats; painted onto one surface they are all alike.
    private static func argb(of picture: OpaquePointer?, width: Int, height: Int) -> (pixels: [UInt8], bytesPerRow: Int)? {
        let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
        defer { unsafe cairo_surface_destroy(surface) }
        let cairo = unsafe cairo_create(surface)
        unsafe cairo_set_source_surface(cairo, picture, 0, 0)
        unsafe cairo_paint(cairo)
        unsafe cairo_destroy(cairo)
        unsafe cairo_surface_flush(surface)
        guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            let data = unsafe cairo_image_surface_get_data(surface)
        else { return nil }
        let bytesPerRow = Int(unsafe cairo_image_surface_get_stride(surface))
        return unsafe (Array(UnsafeBufferPointer(start: data, count: bytesPerRow * height)), bytesPerRow)
    }
}

/// Why a picture cannot be used.
package enum PictureFileError: Error, Equatable {
    case missing
    case notPNG
    case tooLarge
}
