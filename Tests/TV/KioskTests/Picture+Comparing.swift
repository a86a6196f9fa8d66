import Kiosk

/// Pictures made small, so that fonts of another version look alike, and compared.
extension Picture {
    /// The mean light of each of the cells that the picture is cut into, as gray.
    func reduced(longSide: Int) -> Picture {
        // Of a large cell only some pixels are looked at: it is the light that counts.
        let step = max(1, max(width, height) / longSide / 6)
        let scale = Double(longSide) / Double(max(width, height))
        var small = Picture(width: max(1, Int(Double(width) * scale)), height: max(1, Int(Double(height) * scale)))
        for y in 0..<small.height {
            let rows = (y * height / small.height)..<((y + 1) * height / small.height)
            for x in 0..<small.width {
                let columns = (x * width / small.width)..<((x + 1) * width / small.width)
                var sums = (0, 0, 0)
                var count = 0
                for row in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
                    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: step) {
                        let offset = row * bytesPerRow + column * 4
                        sums.0 += Int(bytes[offset])
                        sums.1 += Int(bytes[offset + 1])
                        sums.2 += Int(bytes[offset + 2])
                        count += 1
                    }
                }
                let target = y * small.bytesPerRow + x * 4
                small.bytes[target] = UInt8(sums.0 / count)
                small.bytes[target + 1] = UInt8(sums.1 / count)
                small.bytes[target + 2] = UInt8(sums.2 / count)
                small.bytes[target + 3] = 255
            }
        }
        return small
    }

    /// One below the other.
    init(stacking pictures: [Picture]) {
        self.init(width: pictures.map(\.width).max() ?? 0, height: pictures.map(\.height).reduce(0, +))
        var top = 0
        for picture in pictures {
            for y in 0..<picture.height {
                let from = y * picture.bytesPerRow
                let to = (top + y) * bytesPerRow
                bytes.replaceSubrange(to..<(to + picture.width * 4), with: picture.bytes[from..<(from + picture.width * 4)])
            }
            top += picture.height
        }
    }

    /// The share of pixels in which one of the colours differs by more than so many of 255; 1 for another size.
    func difference(to other: Picture, over tolerance: Int) -> Double {
        guard width == other.width, height == other.height else { return 1 }
        var count = 0
        for y in 0..<height {
            for x in 0..<width where zip(self[x, y], other[x, y]).contains(where: { abs(Int($0) - Int($1)) > tolerance }) {
                count += 1
            }
        }
        return Double(count) / Double(max(1, width * height))
    }

    mutating func lay(_ badge: BadgePicture) {
        for y in 0..<badge.height {
            let from = y * badge.width * 4
            let to = (badge.y + y) * bytesPerRow + badge.x * 4
            bytes.replaceSubrange(to..<(to + badge.width * 4), with: badge.pixels[from..<(from + badge.width * 4)])
        }
    }

    mutating func paste(_ file: PictureFile) {
        let pixels = file.opaquePixels
        if pixels.count == bytes.count { bytes = pixels }
    }
}
