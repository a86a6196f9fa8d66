import CPango

/// A decoded PNG.
package struct Picture: Sendable {
    package struct Color: Hashable, Sendable, CustomStringConvertible {
        package var red: UInt8
        package var green: UInt8
        package var blue: UInt8

        package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
            (self.red, self.green, self.blue) = (red, green, blue)
        }

        package var description: String { "rgb(\(red), \(green), \(blue))" }

        package var luminance: Int { (Int(red) * 299 + Int(green) * 587 + Int(blue) * 114) / 1000 }

        /// Video is compressed: each channel may be off by `tolerance`.
        package func isClose(to other: Color, tolerance: Int = 24) -> Bool {
            abs(Int(red) - Int(other.red)) <= tolerance && abs(Int(green) - Int(other.green)) <= tolerance
                && abs(Int(blue) - Int(other.blue)) <= tolerance
        }
    }

    package struct NotAPicture: Error {}

    package let width: Int
    package let height: Int
    private let pixels: [UInt32]

    package init(png path: String) throws {
        guard let surface = cairo_image_surface_create_from_png(path) else { throw NotAPicture() }
        defer { cairo_surface_destroy(surface) }
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface) else {
            throw NotAPicture()
        }
        width = Int(cairo_image_surface_get_width(surface))
        height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        var pixels: [UInt32] = []
        pixels.reserveCapacity(width * height)
        for row in 0..<height {
            let start = UnsafeRawPointer(data + row * stride)
            for column in 0..<width { pixels.append(start.loadUnaligned(fromByteOffset: column * 4, as: UInt32.self)) }
        }
        self.pixels = pixels
    }

    package func color(x: Int, y: Int) -> Color {
        let value = pixels[min(max(y, 0), height - 1) * width + min(max(x, 0), width - 1)]
        return Color(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }
}
