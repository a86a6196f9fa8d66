import CPango

/// BGRA pixels as a PNG file.
package enum PNGEncoder {
    /// - Parameters:
    ///   - pixels: BGRA, 4 bytes a pixel, first row first; alpha is ignored.
    ///   - width: pixels, 1…16384; `height` likewise.
    ///   - bytesPerRow: at least 4 × `width` and a multiple of 4.
    /// - Returns: the file, 8 bits RGB without alpha.
    package static func encode(_ pixels: Span<UInt8>, width: Int, height: Int, bytesPerRow: Int) throws(CanvasError) -> [UInt8] {
        try unsafe pixels.withUnsafeBufferPointer { (memory) throws(CanvasError) -> [UInt8] in
            let total = bytesPerRow.multipliedReportingOverflow(by: height)
            guard
                (1...16384).contains(width), (1...16384).contains(height), bytesPerRow >= width * 4, bytesPerRow % 4 == 0,
                bytesPerRow <= Int(Int32.max), !total.overflow, total.partialValue <= memory.count,
                let base = memory.baseAddress
            else { throw .badGeometry(width: width, height: height, bytesPerRow: bytesPerRow, bytes: memory.count) }
            // Cairo asks for mutable memory but only reads it to write a file.
            let surface = unsafe cairo_image_surface_create_for_data(
                UnsafeMutablePointer(mutating: base),
                CAIRO_FORMAT_RGB24,
                Int32(width),
                Int32(height),
                Int32(bytesPerRow)
            )
            defer { unsafe cairo_surface_destroy(surface) }
            return try unsafe file(of: surface)
        }
    }

    private static func file(of surface: OpaquePointer?) throws(CanvasError) -> [UInt8] {
        var file: [UInt8] = []
        let status = unsafe withUnsafeMutablePointer(to: &file) { file in
            unsafe cairo_surface_write_to_png_stream(
                surface,
                { context, data, count in
                    guard let file = unsafe context?.assumingMemoryBound(to: [UInt8].self) else {
                        return CAIRO_STATUS_WRITE_ERROR
                    }
                    unsafe file.pointee.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                    return CAIRO_STATUS_SUCCESS
                },
                file
            )
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .drawingFailed(unsafe cairo_status_to_string(status).map { unsafe String(cString: $0) } ?? "PNG")
        }
        return file
    }
}
