import CX11

/// The server's screen saver and DPMS as they were, while we hold them off.
struct X11ScreenSaver {
    private var timeout: CInt = 0
    private var interval: CInt = 0
    private var prefersBlanking: CInt = 0
    private var allowsExposures: CInt = 0
    private var hadPowerManagement = false

    /// Remembers the settings, then turns both off and wakes the screen.
    init(holdingOff display: OpaquePointer) {
        unsafe XGetScreenSaver(display, &timeout, &interval, &prefersBlanking, &allowsExposures)
        unsafe XSetScreenSaver(display, 0, interval, prefersBlanking, allowsExposures)
        unsafe XResetScreenSaver(display)
        var (eventBase, errorBase): (CInt, CInt) = (0, 0)
        guard unsafe DPMSQueryExtension(display, &eventBase, &errorBase) != 0, unsafe DPMSCapable(display) != 0 else { return }
        var level: CARD16 = 0
        var isEnabled: BOOL = 0
        guard unsafe DPMSInfo(display, &level, &isEnabled) != 0, isEnabled != 0 else { return }
        hadPowerManagement = true
        unsafe DPMSForceLevel(display, CARD16(DPMSModeOn))
        unsafe DPMSDisable(display)
    }

    func restore(_ display: OpaquePointer) {
        unsafe XSetScreenSaver(display, timeout, interval, prefersBlanking, allowsExposures)
        if hadPowerManagement { unsafe DPMSEnable(display) }
    }
}
