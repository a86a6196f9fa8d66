import CDRM
import DisplayContract
import Glibc

/// A connector being lit: the first frame sets the mode, later ones are flips. Lives on the display's thread.
final class DRMScreen {
    enum Outcome {
        /// On the screen when the call returned.
        case shown
        /// A `DRMFlip` will tell.
        case underway
    }

    private static let mostRefusals = 3

    let card: DRMCard
    let connector: DRMConnector
    let mode: DRMMode
    /// `nil` where the driver knows no atomic modesetting.
    let scanout: DRMScanout?
    private let pipe: DRMPipe
    private var isLit = false
    private var flipsRefused = 0
    /// Kept while the hardware shows them: a framebuffer that is removed takes the picture with it.
    private var onScreen: DRMBuffer?
    private var next: DRMBuffer?

    init(card: DRMCard, connector: DRMConnector, pipe: DRMPipe, mode: DRMMode) throws(DRMError) {
        self.card = card
        self.connector = connector
        self.pipe = pipe
        self.mode = mode
        scanout = card.isAtomic ? try DRMScanout(card: card, connector: connector, pipe: pipe, mode: mode) : nil
    }

    /// The next frame sets the mode again: the display may have forgotten it.
    func relight() { isLit = false }

    var needsLight: Bool { !isLit }

    /// What the frame on the screen is made of.
    var planePath: DisplayStatus.PlanePath { onScreen?.planar == nil ? .rgb : .yuvPlane }

    /// Brings a frame to the screen. One may be underway at a time.
    ///
    /// - Throws: `DRMError.notMaster` when the screen is somebody else's now, `.failed` when the hardware refuses.
    func show(_ buffer: DRMBuffer) throws(DRMError) -> Outcome {
        if isLit, flipsRefused < Self.mostRefusals {
            let code = flip(to: buffer)
            if code == 0 {
                flipsRefused = 0
                next = buffer
                return .underway
            }
            if isRefusal(code) { throw .notMaster(path: card.path) }
            // Some changes (a layer more) need a whole new mode; a driver without page flips refuses every one.
            flipsRefused += 1
        }
        let code = setMode(with: buffer)
        if isRefusal(code) { throw .notMaster(path: card.path) }
        guard code == 0 else { throw .failed(operation: "Showing a picture on \(connector.name)", code: code) }
        isLit = true
        onScreen = buffer
        next = nil
        return .shown
    }

    /// The frame that was underway is on the screen.
    func flipped() {
        guard let next else { return }
        onScreen = next
        self.next = nil
    }

    /// Turns the output off: the display goes to sleep. `false` when the driver does not let us.
    func sleep() -> Bool {
        if let scanout {
            return scanout.requestToSleep()?.commit(on: card, flags: DRM_MODE_ATOMIC_ALLOW_MODESET) == 0
        }
        // The old interface: a property of the connector, 3 is "off".
        let properties = DRMProperties(of: connector.identifier, kind: .connector, on: card)
        guard let property = properties.identifier("DPMS") else { return false }
        return drmModeConnectorSetProperty(card.descriptor, connector.identifier, property, 3) == 0
    }

    private func isRefusal(_ code: Int32) -> Bool { code == EACCES || code == EPERM }

    private func flip(to buffer: DRMBuffer) -> Int32 {
        guard let scanout else {
            let flags = UInt32(DRM_MODE_PAGE_FLIP_EVENT)
            return -drmModePageFlip(card.descriptor, pipe.crtc, buffer.framebuffer, flags, nil)
        }
        guard let request = scanout.request(showing: buffer, setsMode: false) else { return ENOMEM }
        return request.commit(on: card, flags: DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_NONBLOCK)
    }

    private func setMode(with buffer: DRMBuffer) -> Int32 {
        if let scanout {
            guard let request = scanout.request(showing: buffer, setsMode: true) else { return ENOMEM }
            return request.commit(on: card, flags: DRM_MODE_ATOMIC_ALLOW_MODESET)
        }
        var identifier = connector.identifier
        var info = mode.info
        drmModeSetCursor(card.descriptor, pipe.crtc, 0, 0, 0)
        return -(unsafe drmModeSetCrtc(card.descriptor, pipe.crtc, buffer.framebuffer, 0, 0, &identifier, 1, &info))
    }
}
