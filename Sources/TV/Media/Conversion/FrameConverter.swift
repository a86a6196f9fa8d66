import CYUV
package import DisplayContract

/// Draws decoded pictures into leased buffers: colour, size, rotation and borders. Belongs to one thread.
///
/// A picture of the screen's size is converted straight into the buffer. Others need scratch memory, which is kept.
package struct FrameConverter: ~Copyable {
    var viewport: Viewport
    /// Laid over every picture.
    var overlay: PictureOverlay? {
        didSet { if overlay != oldValue { letterbox = nil } }
    }
    private var tokens = PresentationTokens()
    private var letterbox: Letterbox?
    /// Names the present letterbox to the buffers: one that has it holds the right borders already.
    private var contentTag: UInt64 = 0
    var scaled = PlaneScratch()
    var rotated = PlaneScratch()
    var band: [UInt8] = []

    package init(viewport: Viewport = Viewport()) {
        self.viewport = viewport
    }

    /// Draws the decoder's last picture over the whole buffer; `false` when there is none.
    package mutating func draw(_ decoder: borrowing VideoDecoder, into lease: inout FrameLease) -> Bool {
        guard let picture = unsafe decoder.picture else { return false }
        unsafe draw(picture, into: &lease)
        return true
    }

    /// Where the decoder's last picture belongs on a screen; `nil` when there is none.
    package func letterbox(of decoder: borrowing VideoDecoder, on mode: DisplayMode) -> Letterbox? {
        guard let picture = unsafe decoder.picture else { return nil }
        return unsafe Letterbox(frameWidth: picture.width, frameHeight: picture.height, mode: mode, viewport: viewport)
    }

    mutating func draw(_ picture: I420Picture, into lease: inout FrameLease) {
        if let planar = lease.planar {
            unsafe copy(picture, into: &lease, planar)
            return
        }
        let mode = DisplayMode(width: lease.width, height: lease.height, refreshHz: 0)
        let letterbox = unsafe Letterbox(
            frameWidth: picture.width,
            frameHeight: picture.height,
            mode: mode,
            viewport: viewport
        )
        if letterbox != self.letterbox {
            self.letterbox = letterbox
            contentTag = tokens.next()
        }
        let needsBorders = lease.previousContentTag != contentTag
        let bytesPerRow = lease.bytesPerRow
        lease.withPixels { span in
            unsafe span.withUnsafeMutableBufferPointer { pixels in
                guard let start = pixels.baseAddress else { return }
                let canvas = unsafe Canvas(start: start, bytesPerRow: bytesPerRow)
                if needsBorders { for border in letterbox.borders { unsafe canvas.blacken(border) } }
                if letterbox.picture.isEmpty { return }
                unsafe draw(picture, letterbox, at: canvas.origin(of: letterbox.picture))
            }
        }
        overlay?.lay(over: &lease)
        lease.setContentTag(contentTag)
    }

    private mutating func draw(_ picture: I420Picture, _ letterbox: Letterbox, at target: Canvas) {
        if letterbox.rotation == .degrees0, letterbox.isUnscaled {
            unsafe target.convert(picture)
            return
        }
        if letterbox.rotation == .degrees0, letterbox.prefersColourFirst {
            unsafe convertAndShrink(picture, to: letterbox.picture, at: target)
            return
        }
        // Planes have under half the bytes of pixels: they are scaled and turned first, at the smaller of the two sizes.
        let (width, height) = (letterbox.scaledWidth, letterbox.scaledHeight)
        if letterbox.isEnlarging {
            let turned = unsafe rotated.rotate(picture, letterbox.rotation)
            let size = letterbox.rotation.swapsSides ? (height, width) : (width, height)
            unsafe target.convert(scaled.scale(turned, width: size.0, height: size.1, kFilterBilinear))
        } else {
            let small = unsafe letterbox.isUnscaled ? picture : scaled.scale(picture, width: width, height: height, kFilterBox)
            unsafe target.convert(rotated.rotate(small, letterbox.rotation))
        }
    }
}

extension Letterbox {
    fileprivate var isEnlarging: Bool { scaledWidth * scaledHeight > frameWidth * frameHeight }

    /// Shrinking by less than two: converting first, in bands that stay in the cache, was measured the quicker way.
    /// From two on, the planes' box filter reads every pixel and keeps thin strokes, which the other way would miss.
    fileprivate var prefersColourFirst: Bool {
        !isEnlarging && scaledWidth <= frameWidth && scaledHeight <= frameHeight && scaledWidth * 2 > frameWidth
            && scaledHeight * 2 > frameHeight
    }
}
