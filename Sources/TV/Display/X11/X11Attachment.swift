import CX11

/// A buffer as the X server knows it. Lives on the display's thread.
@safe final class X11Attachment {
    let buffer: X11Buffer
    let image: UnsafeMutablePointer<XImage>
    /// Set when the server reads the buffer's memory itself.
    let sharedSegment: UnsafeMutablePointer<XShmSegmentInfo>?
    private let display: OpaquePointer

    /// `nil` when Xlib is out of memory. Waits for the server's word on sharing.
    init?(_ buffer: X11Buffer, display: OpaquePointer, visual: UnsafeMutablePointer<Visual>, depth: Int, shared: Bool) {
        let data = unsafe buffer.memory.assumingMemoryBound(to: CChar.self)
        unsafe sharedSegment = shared ? Self.attach(buffer, display: display) : nil
        let image =
            if let sharedSegment = unsafe sharedSegment {
                unsafe XShmCreateImage(
                    display,
                    visual,
                    CUnsignedInt(depth),
                    ZPixmap,
                    data,
                    sharedSegment,
                    CUnsignedInt(buffer.width),
                    CUnsignedInt(buffer.height)
                )
            } else {
                unsafe XCreateImage(
                    display,
                    visual,
                    CUnsignedInt(depth),
                    ZPixmap,
                    0,
                    data,
                    CUnsignedInt(buffer.width),
                    CUnsignedInt(buffer.height),
                    32,
                    CInt(buffer.bytesPerRow)
                )
            }
        guard let image = unsafe image else { return nil }
        unsafe self.image = image
        unsafe self.display = display
        self.buffer = buffer
    }

    deinit {
        if let sharedSegment = unsafe sharedSegment {
            unsafe XShmDetach(display, sharedSegment)
            unsafe sharedSegment.deallocate()
        }
        unsafe image.pointee.data = nil
        unsafe diascope_x_destroy_image(image)
    }

    private static func attach(_ buffer: X11Buffer, display: OpaquePointer) -> UnsafeMutablePointer<XShmSegmentInfo>? {
        guard let segment = buffer.segment else { return nil }
        let info = UnsafeMutablePointer<XShmSegmentInfo>.allocate(capacity: 1)
        unsafe info.initialize(
            to: XShmSegmentInfo(
                shmseg: 0,
                shmid: segment,
                shmaddr: buffer.memory.assumingMemoryBound(to: CChar.self),
                readOnly: 1
            )
        )
        unsafe XSync(display, 0)
        let errors = unsafe X11ErrorLog.count(of: display)
        let asked = unsafe XShmAttach(display, info) != 0
        unsafe XSync(display, 0)
        if asked, unsafe X11ErrorLog.count(of: display) == errors { return unsafe info }
        unsafe info.deallocate()
        return nil
    }
}
