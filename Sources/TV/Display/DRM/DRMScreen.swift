import CDRM
import DisplayContract
import Glibc

/// A connector and what lights it: the first frame sets the mode, later ones are flips. Lives on the display's thread.
final class DRMScreen {
    enum Outcome {
        /// On the screen when the call returned.
        case shown
        /// A `DRMFlip` will tell.
        case underway
    }

    let connector: DRMConnector
    let mode: DRMMode
    private let card: DRMCard
    private let pipe: DRMPipe
    private let connectorProperties: DRMProperties
    private let crtcProperties: DRMProperties
    private let blob: DRMModeBlob?
    private var isLit = false
    private var canFlip = true
    /// Kept while the hardware shows them: a framebuffer that is removed takes the picture with it.
    private var onScreen: DRMBuffer?
    private var next: DRMBuffer?

    init(card: DRMCard, connector: DRMConnector, pipe: DRMPipe, mode: DRMMode) throws(DRMError) {
        self.card = card
        self.connector = connector
        self.pipe = pipe
        self.mode = mode
        connectorProperties = DRMProperties(of: connector.identifier, kind: .connector, on: card)
        crtcProperties = DRMProperties(of: pipe.crtc, kind: .crtc, on: card)
        blob = card.isAtomic ? try DRMModeBlob(mode, on: card) : nil
    }

    /// The next frame sets the mode again: the display may have forgotten it.
    func relight() { isLit = false }

    var needsLight: Bool { !isLit }

    /// Brings a frame to the screen. One may be underway at a time.
    ///
    /// - Throws: `DRMError.notMaster` when the screen is somebody else's now, `.failed` when the hardware refuses.
    func show(_ buffer: DRMBuffer) throws(DRMError) -> Outcome {
        if isLit, canFlip {
            let code = card.isAtomic ? flip(to: buffer) : flipWithoutAtomic(to: buffer)
            if code == 0 {
                next = buffer
                return .underway
            }
            if isRefusal(code) { throw .notMaster(path: card.path) }
            // Drivers without page flips say so here; setting the mode anew shows the frame on all of them.
            if code == EINVAL || code == ENOSYS { canFlip = false }
        }
        let code = card.isAtomic ? setMode(with: buffer) : setModeWithoutAtomic(with: buffer)
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
        guard card.isAtomic else {
            // The connector's property of the old interface; 3 is "off".
            guard let property = connectorProperties.identifier("DPMS") else { return false }
            return drmModeConnectorSetProperty(card.descriptor, connector.identifier, property, 3) == 0
        }
        guard let request = DRMAtomicRequest() else { return false }
        request.set(pipe.crtc, crtcProperties, "ACTIVE", 0)
        return request.commit(on: card, flags: DRM_MODE_ATOMIC_ALLOW_MODESET) == 0
    }

    private func isRefusal(_ code: Int32) -> Bool { code == EACCES || code == EPERM }

    private func flip(to buffer: DRMBuffer) -> Int32 {
        guard let plane = pipe.plane, let request = DRMAtomicRequest() else { return ENOMEM }
        request.set(plane.identifier, plane.properties, "FB_ID", UInt64(buffer.framebuffer))
        return request.commit(on: card, flags: DRM_MODE_PAGE_FLIP_EVENT | DRM_MODE_ATOMIC_NONBLOCK)
    }

    private func flipWithoutAtomic(to buffer: DRMBuffer) -> Int32 {
        -drmModePageFlip(card.descriptor, pipe.crtc, buffer.framebuffer, UInt32(DRM_MODE_PAGE_FLIP_EVENT), nil)
    }

    private func setMode(with buffer: DRMBuffer) -> Int32 {
        guard let plane = pipe.plane, let blob, let request = DRMAtomicRequest() else { return ENOMEM }
        request.set(connector.identifier, connectorProperties, "CRTC_ID", UInt64(pipe.crtc))
        // The kernel sets it to bad when a link broke; good asks it to train the link again.
        request.set(connector.identifier, connectorProperties, "link-status", 0)
        request.set(pipe.crtc, crtcProperties, "MODE_ID", UInt64(blob.identifier))
        request.set(pipe.crtc, crtcProperties, "ACTIVE", 1)
        let (width, height) = (UInt64(mode.width), UInt64(mode.height))
        let geometry: [(String, UInt64)] = [
            ("FB_ID", UInt64(buffer.framebuffer)), ("CRTC_ID", UInt64(pipe.crtc)),
            // Sources are in 16.16 fixed point.
            ("SRC_X", 0), ("SRC_Y", 0), ("SRC_W", width << 16), ("SRC_H", height << 16),
            ("CRTC_X", 0), ("CRTC_Y", 0), ("CRTC_W", width), ("CRTC_H", height),
        ]
        for (name, value) in geometry { request.set(plane.identifier, plane.properties, name, value) }
        for stranger in pipe.strangers {
            request.set(stranger.identifier, stranger.properties, "FB_ID", 0)
            request.set(stranger.identifier, stranger.properties, "CRTC_ID", 0)
        }
        return request.commit(on: card, flags: DRM_MODE_ATOMIC_ALLOW_MODESET)
    }

    private func setModeWithoutAtomic(with buffer: DRMBuffer) -> Int32 {
        var identifier = connector.identifier
        var info = mode.info
        drmModeSetCursor(card.descriptor, pipe.crtc, 0, 0, 0)
        return -(unsafe drmModeSetCrtc(card.descriptor, pipe.crtc, buffer.framebuffer, 0, 0, &identifier, 1, &info))
    }
}
