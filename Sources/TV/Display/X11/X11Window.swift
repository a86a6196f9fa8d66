import CX11

/// The window pictures are drawn in. Lives on the display's thread.
@safe final class X11Window {
    let identifier: Window
    let context: GC
    let visual: UnsafeMutablePointer<Visual>
    let depth: Int
    private let fullScreen: Bool
    private let root: Window
    private let deleteAtom: Atom

    /// Opens and maps the window; `nil` when the screen has no visual whose pixels are BGRA bytes.
    init?(display: OpaquePointer, configuration: X11Configuration) {
        let screen = unsafe XDefaultScreen(display)
        guard let (visual, depth) = unsafe Self.trueColor(display, screen) else { return nil }
        let root = unsafe XRootWindow(display, screen)
        let fullScreen = configuration.fullScreen
        let width = unsafe fullScreen ? XDisplayWidth(display, screen) : CInt(clamping: configuration.windowWidth)
        let height = unsafe fullScreen ? XDisplayHeight(display, screen) : CInt(clamping: configuration.windowHeight)
        var attributes = XSetWindowAttributes()
        attributes.background_pixel = 0
        attributes.border_pixel = 0
        unsafe attributes.colormap = XCreateColormap(display, root, visual, AllocNone)
        attributes.event_mask = StructureNotifyMask | ExposureMask
        let identifier = unsafe XCreateWindow(
            display,
            root,
            0,
            0,
            CUnsignedInt(max(width, 1)),
            CUnsignedInt(max(height, 1)),
            0,
            CInt(depth),
            CUnsignedInt(InputOutput),
            visual,
            UInt(CWBackPixel | CWBorderPixel | CWColormap | CWEventMask),
            &attributes
        )
        guard let context = unsafe XCreateGC(display, identifier, 0, nil) else { return nil }
        unsafe self.visual = unsafe visual
        self.depth = depth
        self.identifier = identifier
        unsafe self.context = context
        self.fullScreen = fullScreen
        self.root = root
        unsafe deleteAtom = XInternAtom(display, "WM_DELETE_WINDOW", 0)
        unsafe describe(configuration, to: display)
        unsafe hideCursor(display)
        // Without a window manager nobody else follows a change of the screen's size.
        unsafe XSelectInput(display, root, StructureNotifyMask)
        unsafe XMapRaised(display, identifier)
    }

    /// Frees what closing the connection would leave in our own memory.
    func release(on display: OpaquePointer) {
        unsafe XFreeGC(display, context)
    }

    func size(on display: OpaquePointer) -> (width: Int, height: Int) {
        var attributes = unsafe XWindowAttributes()
        unsafe XGetWindowAttributes(display, identifier, &attributes)
        return unsafe (Int(attributes.width), Int(attributes.height))
    }

    /// The screen has another size: a full-screen window takes it (a window manager does so by itself).
    func follow(rootWidth: CInt, rootHeight: CInt, on display: OpaquePointer) {
        guard fullScreen, rootWidth > 0, rootHeight > 0 else { return }
        unsafe XMoveResizeWindow(display, identifier, 0, 0, CUnsignedInt(rootWidth), CUnsignedInt(rootHeight))
    }

    func isCloseRequest(_ message: XClientMessageEvent) -> Bool {
        unsafe message.format == 32 && Atom(bitPattern: message.data.l.0) == deleteAtom
    }

    private static func trueColor(_ display: OpaquePointer, _ screen: CInt) -> (UnsafeMutablePointer<Visual>, Int)? {
        guard unsafe XImageByteOrder(display) == LSBFirst else { return nil }
        for depth: CInt in [24, 32] {
            var found = unsafe XVisualInfo()
            guard unsafe XMatchVisualInfo(display, screen, depth, TrueColor, &found) != 0, let visual = unsafe found.visual,
                unsafe found.red_mask == 0xFF0000, unsafe found.green_mask == 0xFF00, unsafe found.blue_mask == 0xFF,
                unsafe bitsPerPixel(display, depth: depth) == 32
            else { continue }
            return unsafe (visual, Int(depth))
        }
        return nil
    }

    private static func bitsPerPixel(_ display: OpaquePointer, depth: CInt) -> CInt? {
        var count: CInt = 0
        guard let formats = unsafe XListPixmapFormats(display, &count) else { return nil }
        defer { unsafe XFree(formats) }
        return unsafe UnsafeBufferPointer(start: formats, count: Int(count)).first { $0.depth == depth }?.bits_per_pixel
    }

    /// The properties a window manager, a compositor and a person at `xwininfo` read.
    private func describe(_ configuration: X11Configuration, to display: OpaquePointer) {
        unsafe XStoreName(display, identifier, configuration.title)
        let text = unsafe XInternAtom(display, "UTF8_STRING", 0)
        unsafe set("_NET_WM_NAME", type: text, bytes: Array(configuration.title.utf8), on: display)
        unsafe set("WM_CLASS", type: XA_STRING, bytes: Array("diascope\0Diascope\0".utf8), on: display)
        unsafe set("WM_PROTOCOLS", type: XA_ATOM, values: [deleteAtom], on: display)
        guard fullScreen else { return }
        let state = unsafe XInternAtom(display, "_NET_WM_STATE_FULLSCREEN", 0)
        unsafe set("_NET_WM_STATE", type: XA_ATOM, values: [state], on: display)
        unsafe set("_NET_WM_BYPASS_COMPOSITOR", type: XA_CARDINAL, values: [1], on: display)
    }

    private func set(_ name: String, type: Atom, bytes: [UInt8], on display: OpaquePointer) {
        let property = unsafe XInternAtom(display, name, 0)
        unsafe XChangeProperty(display, identifier, property, type, 8, PropModeReplace, bytes, CInt(bytes.count))
    }

    private func set(_ name: String, type: Atom, values: [UInt], on display: OpaquePointer) {
        let property = unsafe XInternAtom(display, name, 0)
        unsafe values.withUnsafeBytes { values in
            let start = unsafe values.baseAddress?.assumingMemoryBound(to: UInt8.self)
            unsafe XChangeProperty(display, identifier, property, type, 32, PropModeReplace, start, CInt(values.count / 8))
        }
    }

    private func hideCursor(_ display: OpaquePointer) {
        var nothing: CChar = 0
        let pixmap = unsafe XCreateBitmapFromData(display, identifier, &nothing, 1, 1)
        var (foreground, background) = (XColor(), XColor())
        let cursor = unsafe XCreatePixmapCursor(display, pixmap, pixmap, &foreground, &background, 0, 0)
        unsafe XDefineCursor(display, identifier, cursor)
        unsafe XFreeCursor(display, cursor)
        unsafe XFreePixmap(display, pixmap)
    }
}
