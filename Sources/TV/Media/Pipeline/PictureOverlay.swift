package import DisplayContract

/// Small opaque pictures laid over every frame of a stream, such as the name of who presents.
///
/// Opaque, because blending would read what may be slow to read; small, because they are copied with every frame.
package struct PictureOverlay: Sendable, Equatable {
    package struct Patch: Sendable, Equatable {
        /// The place of its top left corner, in the display's pixels.
        package var x: Int
        package var y: Int
        package var image: PixelImage

        package init(x: Int, y: Int, image: PixelImage) {
            self.x = x
            self.y = y
            self.image = image
        }
    }

    /// Of the display it was made for; on one of another size nothing is laid over.
    package let width: Int
    package let height: Int
    package let patches: [Patch]

    package init(width: Int, height: Int, patches: [Patch]) {
        self.width = width
        self.height = height
        self.patches = patches
    }

    /// Copies the patches over a drawn frame, as far as they lie within it.
    package func lay(over lease: inout FrameLease) {
        guard lease.planar == nil, lease.width == width, lease.height == height else { return }
        let (screenWidth, screenHeight, bytesPerRow) = (width, height, lease.bytesPerRow)
        lease.withPixels { pixels in
            unsafe pixels.withUnsafeMutableBufferPointer { target in
                for patch in patches {
                    let columns = max(0, patch.x)..<max(0, patch.x, min(screenWidth, patch.x + patch.image.width))
                    let rows = max(0, patch.y)..<max(0, patch.y, min(screenHeight, patch.y + patch.image.height))
                    guard !columns.isEmpty else { continue }
                    unsafe patch.image.pixels.withUnsafeBufferPointer { source in
                        for row in rows {
                            let from = ((row - patch.y) * patch.image.width + columns.lowerBound - patch.x) * 4
                            let to = row * bytesPerRow + columns.lowerBound * 4
                            let line = source.extracting(from..<(from + columns.count * 4))
                            let place = target.extracting(to..<(to + columns.count * 4))
                            _ = unsafe place.update(fromContentsOf: line)
                        }
                    }
                }
            }
        }
    }
}
