import CX11
import DisplayContract

/// A second client of the X server: sees what is really on the screen, and meddles with our window.
final class XProbe {
    private let display: OpaquePointer
    private let root: Window

    init?(_ name: String) {
        guard let display = XOpenDisplay(name) else { return nil }
        self.display = display
        root = XDefaultRootWindow(display)
    }

    deinit { XCloseDisplay(display) }

    /// The whole screen.
    var screen: PixelImage? {
        let width = XDisplayWidth(display, 0)
        let height = XDisplayHeight(display, 0)
        return image(of: root, width: Int(width), height: Int(height))
    }

    /// The only window on the screen.
    var window: Window? {
        var (parent, above): (Window, Window) = (0, 0)
        var children: UnsafeMutablePointer<Window>?
        var count: CUnsignedInt = 0
        XQueryTree(display, root, &above, &parent, &children, &count)
        defer { if let children { XFree(children) } }
        return count == 1 ? children?[0] : nil
    }

    var title: String? {
        var name: UnsafeMutablePointer<CChar>?
        guard let window, XFetchName(display, window, &name) != 0, let name else { return nil }
        defer { XFree(name) }
        return String(cString: name)
    }

    func resizeWindow(width: Int, height: Int) {
        guard let window else { return }
        XMoveResizeWindow(display, window, 0, 0, CUnsignedInt(width), CUnsignedInt(height))
        XSync(display, 0)
    }

    func coverAndUncoverWindow() {
        guard let window else { return }
        XUnmapWindow(display, window)
        XClearWindow(display, root)
        XMapWindow(display, window)
        XSync(display, 0)
    }

    /// What the server tells everybody when the screen's size changes.
    func announceScreenSize(width: Int, height: Int) {
        var event = XEvent()
        event.xconfigure.type = ConfigureNotify
        event.xconfigure.event = root
        event.xconfigure.window = root
        event.xconfigure.width = CInt(width)
        event.xconfigure.height = CInt(height)
        XSendEvent(display, root, 0, StructureNotifyMask, &event)
        XSync(display, 0)
    }

    func askToClose() {
        guard let window else { return }
        var event = XEvent()
        event.xclient.type = ClientMessage
        event.xclient.window = window
        event.xclient.format = 32
        event.xclient.message_type = XInternAtom(display, "WM_PROTOCOLS", 0)
        event.xclient.data.l.0 = Int(bitPattern: XInternAtom(display, "WM_DELETE_WINDOW", 0))
        XSendEvent(display, window, 0, 0, &event)
        XSync(display, 0)
    }

    private func image(of window: Window, width: Int, height: Int) -> PixelImage? {
        guard let image = XGetImage(display, window, 0, 0, CUnsignedInt(width), CUnsignedInt(height), UInt.max, ZPixmap),
            let data = image.pointee.data
        else { return nil }
        defer { _ = diascope_x_destroy_image(image) }
        let bytesPerRow = Int(image.pointee.bytes_per_line)
        return data.withMemoryRebound(to: UInt8.self, capacity: bytesPerRow * height) { bytes in
            PixelImage(
                copying: ForeignPixels(width: width, height: height, bytesPerRow: bytesPerRow, bytes: bytes)
            )
        }
    }
}

/// `@unchecked Sendable`: used within one call.
private final class ForeignPixels: FrameBuffer, @unchecked Sendable {
    let width: Int
    let height: Int
    let bytesPerRow: Int
    let bytes: UnsafeMutablePointer<UInt8>
    var contentTag: UInt64 = 0

    init(width: Int, height: Int, bytesPerRow: Int, bytes: UnsafeMutablePointer<UInt8>) {
        self.width = width
        self.height = height
        self.bytesPerRow = bytesPerRow
        self.bytes = bytes
    }

    func withPixels<Result, Failure: Error>(
        _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var span = MutableSpan(_unsafeStart: bytes, count: bytesPerRow * height)
        return try body(&span)
    }
}
