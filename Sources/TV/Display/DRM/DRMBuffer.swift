import CDRM
import DisplayContract
import Glibc

/// One frame in memory the display hardware scans out (a dumb buffer). Reading it may be very slow.
///
/// `@unchecked Sendable`: the pixels and `contentTag` belong to the holder of the lease, and to the display's thread
/// while there is none; `DisplayCore`'s lock hands them over.
@safe final class DRMBuffer: FrameBuffer, @unchecked Sendable {
    let width: Int
    let height: Int
    let bytesPerRow: Int
    let isReadingSlow = true
    var contentTag: UInt64 = 0
    let framebuffer: UInt32
    private let card: DRMCard
    private let handle: UInt32
    private let memory: UnsafeMutableRawPointer
    private let byteCount: Int

    /// - Throws: `DRMError.failed` when the driver has no memory, or refuses the size.
    init(mode: DisplayMode, on card: DRMCard) throws(DRMError) {
        guard let width = UInt32(exactly: mode.width), let height = UInt32(exactly: mode.height) else {
            throw .failed(operation: "Making a picture buffer", code: EINVAL)
        }
        let descriptor = card.descriptor
        var (handle, pitch, size): (UInt32, UInt32, UInt64) = (0, 0, 0)
        guard unsafe drmModeCreateDumbBuffer(descriptor, width, height, 32, 0, &handle, &pitch, &size) == 0 else {
            throw .failed(operation: "Making a picture buffer", code: errno)
        }
        do {
            framebuffer = try Self.addFramebuffer(descriptor, width, height, handle, pitch)
        } catch {
            drmModeDestroyDumbBuffer(descriptor, handle)
            throw error
        }
        do {
            unsafe memory = try Self.map(descriptor, handle, Int(size))
        } catch {
            drmModeRmFB(descriptor, framebuffer)
            drmModeDestroyDumbBuffer(descriptor, handle)
            throw error
        }
        self.card = card
        self.handle = handle
        self.width = mode.width
        self.height = mode.height
        bytesPerRow = Int(pitch)
        byteCount = Int(size)
    }

    deinit {
        unsafe munmap(memory, byteCount)
        drmModeRmFB(card.descriptor, framebuffer)
        drmModeDestroyDumbBuffer(card.descriptor, handle)
    }

    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = unsafe memory.assumingMemoryBound(to: UInt8.self)
        var span = unsafe MutableSpan(_unsafeStart: start, count: min(bytesPerRow * height, byteCount))
        return try body(&span)
    }

    private static func addFramebuffer(
        _ descriptor: CInt,
        _ width: UInt32,
        _ height: UInt32,
        _ handle: UInt32,
        _ pitch: UInt32
    ) throws(DRMError) -> UInt32 {
        var framebuffer: UInt32 = 0
        let handles: [UInt32] = [handle, 0, 0, 0]
        let pitches: [UInt32] = [pitch, 0, 0, 0]
        let offsets: [UInt32] = [0, 0, 0, 0]
        let format = diascope_drm_format_xrgb8888()
        let code = unsafe drmModeAddFB2(descriptor, width, height, format, handles, pitches, offsets, &framebuffer, 0)
        guard code == 0 else { throw .failed(operation: "Registering a picture buffer", code: -code) }
        return framebuffer
    }

    private static func map(_ descriptor: CInt, _ handle: UInt32, _ size: Int) throws(DRMError) -> UnsafeMutableRawPointer {
        var offset: UInt64 = 0
        guard unsafe drmModeMapDumbBuffer(descriptor, handle, &offset) == 0 else {
            throw .failed(operation: "Mapping a picture buffer", code: errno)
        }
        let mapped = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, Int(offset))
        guard let mapped = unsafe mapped, unsafe mapped != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw .failed(operation: "Mapping a picture buffer", code: errno)
        }
        return unsafe mapped
    }
}
