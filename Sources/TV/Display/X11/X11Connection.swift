import CX11
import DisplayContract

/// One connection to an X server and the window on it. Lives on the display's thread: every Xlib call is made there.
@safe final class X11Connection {
    /// What an event means to the back end.
    enum Incident: Equatable {
        case resized(width: Int, height: Int)
        case exposed
        case completed
        case closeRequested
    }

    private let display: OpaquePointer
    private let window: X11Window
    private let isBroken: UnsafeMutablePointer<Bool>
    private let completionType: CInt?
    private let screenSaver: X11ScreenSaver?
    private var attachments: [ObjectIdentifier: X11Attachment] = [:]
    private var isSharingRefused = false
    private var errorsSeen = 0
    private var segmentInFlight: ShmSeg?
    private var needsRepaint = false

    /// - Throws: `X11Error` when there is no server, or none with 32-bit true colour.
    init(_ configuration: X11Configuration) throws(X11Error) {
        X11ErrorLog.install()
        guard let display = unsafe XOpenDisplay(configuration.connector) else {
            throw .cannotOpen(display: configuration.connector)
        }
        let isBroken = UnsafeMutablePointer<Bool>.allocate(capacity: 1)
        unsafe isBroken.initialize(to: false)
        // Since libX11 1.7 this decides what happens after an I/O error; the default is to exit.
        unsafe XSetIOErrorExitHandler(display, { _, flag in unsafe flag?.storeBytes(of: true, as: Bool.self) }, isBroken)
        guard let window = unsafe X11Window(display: display, configuration: configuration) else {
            unsafe XCloseDisplay(display)
            unsafe isBroken.deallocate()
            throw .noTrueColor(display: configuration.connector)
        }
        unsafe self.display = display
        unsafe self.isBroken = isBroken
        self.window = window
        unsafe completionType = XShmQueryExtension(display) != 0 ? XShmGetEventBase(display) + ShmCompletion : nil
        unsafe screenSaver = configuration.keepsScreenAwake ? X11ScreenSaver(holdingOff: display) : nil
        unsafe XSync(display, 0)
    }

    deinit {
        attachments.removeAll()
        unsafe screenSaver?.restore(display)
        unsafe window.release(on: display)
        unsafe XCloseDisplay(display)
        unsafe X11ErrorLog.forget(display)
        unsafe isBroken.deallocate()
    }

    /// Whether the server has gone; nothing but `deinit` makes sense then.
    var isLost: Bool { unsafe isBroken.pointee }

    /// For `poll`.
    var descriptor: CInt { unsafe XConnectionNumber(display) }

    /// Whether Xlib has read events that nobody has looked at.
    var hasQueuedEvents: Bool { unsafe XEventsQueued(display, QueuedAlready) > 0 }

    /// Whether buffers should be made in shared memory.
    var sharesMemory: Bool { completionType != nil && !isSharingRefused }

    /// The window's size now.
    var size: (width: Int, height: Int) { unsafe window.size(on: display) }

    /// Puts the monitor to sleep or wakes it (DPMS); `false` where the server cannot.
    func setPower(isOn: Bool) -> Bool {
        var (eventBase, errorBase): (CInt, CInt) = (0, 0)
        guard unsafe DPMSQueryExtension(display, &eventBase, &errorBase) != 0, unsafe DPMSCapable(display) != 0 else {
            return false
        }
        unsafe DPMSEnable(display)
        unsafe DPMSForceLevel(display, CARD16(isOn ? DPMSModeOn : DPMSModeOff))
        // Enabled for good, the server would put the monitor to sleep by its own clock.
        if isOn, screenSaver != nil { unsafe DPMSDisable(display) }
        unsafe XFlush(display)
        return true
    }

    /// Sends the frame to the window. `true`: the server is done with it. `false`: `.completed` will tell.
    func put(_ buffer: X11Buffer) -> Bool {
        guard let attachment = attachment(for: buffer) else { return true }
        guard let segment = unsafe attachment.sharedSegment else {
            unsafe XPutImage(
                display,
                window.identifier,
                window.context,
                attachment.image,
                0,
                0,
                0,
                0,
                CUnsignedInt(buffer.width),
                CUnsignedInt(buffer.height)
            )
            unsafe XSync(display, 0)
            return true
        }
        putShared(attachment, wantsEvent: true)
        unsafe segmentInFlight = segment.pointee.shmseg
        unsafe XFlush(display)
        return false
    }

    /// Draws the frame again after the window was uncovered, and waits until the server is done with it.
    func repaint(_ buffer: X11Buffer) {
        guard let attachment = attachment(for: buffer) else { return }
        guard unsafe attachment.sharedSegment != nil else {
            _ = put(buffer)
            return
        }
        putShared(attachment, wantsEvent: false)
        unsafe XSync(display, 0)
    }

    /// The buffers are of a size that is no longer wanted.
    func forgetBuffers() {
        attachments.removeAll()
        segmentInFlight = nil
    }

    /// The next thing that happened, `nil` when there is none; sends what is still in Xlib's buffer on the way.
    func nextIncident() -> Incident? {
        while !isLost, unsafe XPending(display) > 0 {
            var event = unsafe XEvent()
            unsafe XNextEvent(display, &event)
            if isLost { break }
            if let incident = unsafe incident(of: &event) { return incident }
        }
        if needsRepaint {
            needsRepaint = false
            return .exposed
        }
        let errors = unsafe X11ErrorLog.count(of: display)
        if errors == errorsSeen { return nil }
        errorsSeen = errors
        // A refused put sends no completion: without this the slot would stay occupied, and the frame unseen.
        if segmentInFlight == nil { return nil }
        isSharingRefused = true
        forgetBuffers()
        needsRepaint = true
        return .completed
    }

    private func incident(of event: inout XEvent) -> Incident? {
        let type = unsafe event.type
        if type == completionType {
            let segment = unsafe diascope_x_completed_segment(&event)
            guard segment == segmentInFlight else { return nil }
            segmentInFlight = nil
            return .completed
        }
        switch type {
        case ConfigureNotify:
            let change = unsafe event.xconfigure
            if unsafe change.window == window.identifier {
                return unsafe .resized(width: Int(change.width), height: Int(change.height))
            }
            unsafe window.follow(rootWidth: change.width, rootHeight: change.height, on: display)
            return nil
        case Expose:
            return unsafe event.xexpose.count == 0 ? .exposed : nil
        case ClientMessage:
            return unsafe window.isCloseRequest(event.xclient) ? .closeRequested : nil
        default:
            return nil
        }
    }

    private func putShared(_ attachment: X11Attachment, wantsEvent: Bool) {
        unsafe XShmPutImage(
            display,
            window.identifier,
            window.context,
            attachment.image,
            0,
            0,
            0,
            0,
            CUnsignedInt(attachment.buffer.width),
            CUnsignedInt(attachment.buffer.height),
            wantsEvent ? 1 : 0
        )
    }

    private func attachment(for buffer: X11Buffer) -> X11Attachment? {
        let key = ObjectIdentifier(buffer)
        if let known = attachments[key] { return known }
        let new = unsafe X11Attachment(
            buffer,
            display: display,
            visual: window.visual,
            depth: window.depth,
            shared: sharesMemory
        )
        if let new, buffer.segment != nil, unsafe new.sharedSegment == nil { isSharingRefused = true }
        // The refusal was an X error of its own; it must not be taken for one of a put.
        unsafe errorsSeen = X11ErrorLog.count(of: display)
        attachments[key] = new
        return new
    }
}
