import Wire

/// A picture as a value: tightly packed rows of BGRA bytes, whose fourth byte carries nothing.
package struct PixelImage: Sendable, Equatable {
    /// Pixels.
    package let width: Int
    /// Pixels.
    package let height: Int
    /// `width * height * 4` bytes.
    package private(set) var pixels: [UInt8]

    /// A picture of one colour, black unless told otherwise.
    package init(width: Int, height: Int, colour: Colour = Colour(red: 0, green: 0, blue: 0)) {
        self.init(width: width, height: height) { _, _ in colour }
    }

    /// A picture of which every pixel is asked for.
    package init(width: Int, height: Int, _ colour: (_ x: Int, _ y: Int) -> Colour) {
        self.width = max(width, 0)
        self.height = max(height, 0)
        pixels = []
        pixels.reserveCapacity(self.width * self.height * 4)
        for y in 0..<self.height {
            for x in 0..<self.width {
                let colour = colour(x, y)
                pixels.append(colour.blue)
                pixels.append(colour.green)
                pixels.append(colour.red)
                pixels.append(255)
            }
        }
    }

    /// Pixels drawn elsewhere; `nil` when there are not `width * height * 4` bytes of them.
    package init?(width: Int, height: Int, pixels: [UInt8]) {
        guard width >= 0, height >= 0, width <= Letterbox.largestSide, height <= Letterbox.largestSide,
            pixels.count == width * height * 4
        else { return nil }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A copy of a frame buffer, without the padding of its rows.
    package init(copying buffer: any FrameBuffer) {
        width = buffer.width
        height = buffer.height
        let rowBytes = width * 4
        let (rows, bytesPerRow) = (height, buffer.bytesPerRow)
        pixels = buffer.withPixels { span in
            if bytesPerRow == rowBytes { return span.span.array }
            var packed: [UInt8] = []
            packed.reserveCapacity(rowBytes * rows)
            for row in 0..<rows {
                packed += span.span.extracting((row * bytesPerRow)..<(row * bytesPerRow + rowBytes)).array
            }
            return packed
        }
    }

    /// The pixels, to draw in.
    package mutating func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = pixels.mutableSpan
        return try body(&span)
    }

    /// The colour at a place; `nil` outside the picture.
    package func colour(x: Int, y: Int) -> Colour? {
        guard (0..<width).contains(x), (0..<height).contains(y) else { return nil }
        let offset = (y * width + x) * 4
        return Colour(red: pixels[offset + 2], green: pixels[offset + 1], blue: pixels[offset])
    }

    package struct Colour: Hashable, Sendable {
        package var red: UInt8
        package var green: UInt8
        package var blue: UInt8

        package init(red: UInt8, green: UInt8, blue: UInt8) {
            self.red = red
            self.green = green
            self.blue = blue
        }
    }
}

extension PixelImage: CustomStringConvertible {
    package var description: String { "\(width) × \(height) pixels" }
}
