import CDRM
import Glibc

/// A dumb buffer, mapped: memory that the processor writes and the display hardware reads.
///
/// `@unchecked Sendable`: immutable but for the bytes, and those are guarded by the lease of the `DRMBuffer` around it.
@safe final class DRMMemory: @unchecked Sendable {
    let handle: UInt32
    /// Bytes.
    let bytesPerRow: Int
    let byteCount: Int
    let start: UnsafeMutableRawPointer
    private let card: DRMCard

    /// - Throws: `DRMError.failed` when the driver has no memory, or refuses the size.
    init(width: Int, height: Int, bitsPerPixel: UInt32, on card: DRMCard) throws(DRMError) {
        guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
            throw .failed(operation: "Making a picture buffer", code: EINVAL)
        }
        let descriptor = card.descriptor
        var (handle, pitch, size): (UInt32, UInt32, UInt64) = (0, 0, 0)
        guard unsafe drmModeCreateDumbBuffer(descriptor, width, height, bitsPerPixel, 0, &handle, &pitch, &size) == 0 else {
            throw .failed(operation: "Making a picture buffer", code: errno)
        }
        do {
            unsafe start = try Self.map(descriptor, handle, Int(size))
        } catch {
            drmModeDestroyDumbBuffer(descriptor, handle)
            throw error
        }
        self.card = card
        self.handle = handle
        bytesPerRow = Int(pitch)
        byteCount = Int(size)
    }

    deinit {
        unsafe munmap(start, byteCount)
        drmModeDestroyDumbBuffer(card.descriptor, handle)
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
