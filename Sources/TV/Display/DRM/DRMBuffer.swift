import CDRM
import DisplayContract
import Glibc

/// One frame that the display hardware scans out, as pixels or as planes. Reading it may be very slow.
///
/// `@unchecked Sendable`: the pixels and `contentTag` belong to the holder of the lease, and to the display's thread
/// while there is none; `DisplayCore`'s lock hands them over.
final class DRMBuffer: FrameBuffer, @unchecked Sendable {
    let width: Int
    let height: Int
    let planar: PlanarLayout?
    /// What the screen shows around and below planes.
    let under: DRMBuffer?
    let isReadingSlow = true
    var contentTag: UInt64 = 0
    let framebuffer: UInt32
    private let card: DRMCard
    private let memory: DRMMemory

    var bytesPerRow: Int { memory.bytesPerRow }

    /// Pixels of the mode's size.
    ///
    /// - Throws: `DRMError.failed` when the driver has no memory, or refuses the size.
    init(mode: DisplayMode, on card: DRMCard) throws(DRMError) {
        memory = try DRMMemory(width: mode.width, height: mode.height, bitsPerPixel: 32, on: card)
        width = mode.width
        height = mode.height
        planar = nil
        under = nil
        framebuffer = try Self.register(memory, width, height, diascope_drm_format_xrgb8888(), [(0, memory.bytesPerRow)], card)
        self.card = card
    }

    /// Planes of the frame's size.
    ///
    /// - Throws: `DRMError.failed` when the driver has no memory, or refuses the size.
    init(_ format: PlanarFormat, for letterbox: Letterbox, over under: DRMBuffer, on card: DRMCard) throws(DRMError) {
        width = letterbox.frameWidth
        height = letterbox.frameHeight
        // Rows of a multiple of 64 bytes suit every engine; below the first plane, half as many rows hold both others.
        let rows = height + (height + 1) / 2 + 1
        memory = try DRMMemory(width: (width + 63) & ~63, height: rows, bitsPerPixel: 8, on: card)
        let stride = memory.bytesPerRow
        let layout = format.layout(for: letterbox, stride: stride)
        guard layout.byteCount <= memory.byteCount else {
            throw .failed(operation: "Making a picture buffer", code: ENOMEM)
        }
        var planes = [(0, stride), (layout.chromaOffset, layout.chromaStride)]
        if let offset = layout.chromaOffsetV { planes.append((offset, layout.chromaStride)) }
        planar = layout
        self.under = under
        framebuffer = try Self.register(memory, width, height, format.code, planes, card)
        self.card = card
    }

    deinit { drmModeRmFB(card.descriptor, framebuffer) }

    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = unsafe memory.start.assumingMemoryBound(to: UInt8.self)
        let count = planar == nil ? min(bytesPerRow * height, memory.byteCount) : memory.byteCount
        var span = unsafe MutableSpan(_unsafeStart: start, count: count)
        return try body(&span)
    }

    func screenImage() -> PixelImage {
        guard let planar else { return PixelImage(copying: self) }
        return withPixels { PixelImage(planes: $0.span, planar) }
    }

    private static func register(
        _ memory: DRMMemory,
        _ width: Int,
        _ height: Int,
        _ format: UInt32,
        _ planes: [(offset: Int, stride: Int)],
        _ card: DRMCard
    ) throws(DRMError) -> UInt32 {
        var framebuffer: UInt32 = 0
        let unused = Array(repeating: UInt32(0), count: 4 - planes.count)
        let handles = planes.map { _ in memory.handle } + unused
        let pitches = planes.map { UInt32(clamping: $0.stride) } + unused
        let offsets = planes.map { UInt32(clamping: $0.offset) } + unused
        let (width, height) = (UInt32(clamping: width), UInt32(clamping: height))
        let code = unsafe drmModeAddFB2(
            card.descriptor,
            width,
            height,
            format,
            handles,
            pitches,
            offsets,
            &framebuffer,
            0
        )
        guard code == 0 else { throw .failed(operation: "Registering a picture buffer", code: -code) }
        return framebuffer
    }
}
