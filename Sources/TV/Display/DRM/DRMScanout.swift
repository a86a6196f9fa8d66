import CDRM
import DisplayContract
import Glibc
import Synchronization

/// What the hardware is to be told to show a buffer: requests for atomic modesetting. Belongs to no thread.
final class DRMScanout: Sendable {
    private struct Background: Sendable {
        weak var buffer: DRMBuffer?
    }

    let card: DRMCard
    let connector: DRMConnector
    let mode: DRMMode
    let pipe: DRMPipe
    private let connectorProperties: DRMProperties
    private let crtcProperties: DRMProperties
    private let blob: DRMModeBlob
    /// Black, under pictures in planes, which need not cover the screen. They keep it: a screen without them needs none.
    private let background = Mutex(Background())

    init(card: DRMCard, connector: DRMConnector, pipe: DRMPipe, mode: DRMMode) throws(DRMError) {
        self.card = card
        self.connector = connector
        self.pipe = pipe
        self.mode = mode
        connectorProperties = DRMProperties(of: connector.identifier, kind: .connector, on: card)
        crtcProperties = DRMProperties(of: pipe.crtc, kind: .crtc, on: card)
        blob = try DRMModeBlob(mode, on: card)
    }

    /// A buffer of planes that the hardware has agreed to show as it is to be; `nil` where it converts no colours, or does
    /// not scale or turn like that.
    func makePlanarBuffer(for letterbox: Letterbox) -> DRMBuffer? {
        guard let overlay = pipe.overlay, letterbox.rotation == .degrees0, !letterbox.picture.isEmpty,
            letterbox.screenWidth == mode.width, letterbox.screenHeight == mode.height
        else { return nil }
        // AddFB2 takes formats that no plane shows: only a test of the whole picture is an answer.
        guard let under = backgroundBuffer(),
            let buffer = try? DRMBuffer(overlay.format, for: letterbox, over: under, on: card),
            let request = request(showing: buffer, setsMode: true),
            request.commit(on: card, flags: DRM_MODE_ATOMIC_TEST_ONLY | DRM_MODE_ATOMIC_ALLOW_MODESET) == 0
        else { return nil }
        return buffer
    }

    /// The changes that bring the buffer to the screen; `nil` when memory is short.
    func request(showing buffer: DRMBuffer, setsMode: Bool) -> DRMAtomicRequest? {
        guard let plane = pipe.plane, let request = DRMAtomicRequest() else { return nil }
        if setsMode { light(request) }
        guard let planar = buffer.planar else {
            place(buffer, of: screenSize, at: screenArea, on: plane, in: request)
            if let overlay = pipe.overlay?.plane { clear(overlay, in: request) }
            return request
        }
        guard let layer = pipe.overlay, let under = buffer.under else { return nil }
        let overlay = layer.plane
        place(under, of: screenSize, at: screenArea, on: plane, in: request)
        place(buffer, of: (buffer.width, buffer.height), at: planar.letterbox.picture, on: overlay, in: request)
        if let zpos = layer.zpos { request.set(overlay.identifier, overlay.properties, "zpos", zpos) }
        // What browsers make of a screen for VP8.
        for (name, choice) in [("COLOR_ENCODING", "ITU-R BT.601 YCbCr"), ("COLOR_RANGE", "YCbCr limited range")] {
            guard let value = overlay.properties.choice(name, choice) else { continue }
            request.set(overlay.identifier, overlay.properties, name, value)
        }
        return request
    }

    /// The changes that put the display to sleep.
    func requestToSleep() -> DRMAtomicRequest? {
        guard let request = DRMAtomicRequest() else { return nil }
        request.set(pipe.crtc, crtcProperties, "ACTIVE", 0)
        return request
    }

    private var screenSize: (Int, Int) { (mode.width, mode.height) }
    private var screenArea: PixelRectangle { PixelRectangle(x: 0, y: 0, width: mode.width, height: mode.height) }

    private func light(_ request: borrowing DRMAtomicRequest) {
        request.set(connector.identifier, connectorProperties, "CRTC_ID", UInt64(pipe.crtc))
        // The kernel sets it to bad when a link broke; good asks it to train the link again.
        request.set(connector.identifier, connectorProperties, "link-status", 0)
        request.set(pipe.crtc, crtcProperties, "MODE_ID", UInt64(blob.identifier))
        request.set(pipe.crtc, crtcProperties, "ACTIVE", 1)
        for stranger in pipe.strangers { clear(stranger, in: request) }
    }

    private func clear(_ plane: DRMPlane, in request: borrowing DRMAtomicRequest) {
        request.set(plane.identifier, plane.properties, "FB_ID", 0)
        request.set(plane.identifier, plane.properties, "CRTC_ID", 0)
    }

    private func place(
        _ buffer: DRMBuffer,
        of size: (width: Int, height: Int),
        at area: PixelRectangle,
        on plane: DRMPlane,
        in request: borrowing DRMAtomicRequest
    ) {
        let values: [(String, Int)] = [
            ("FB_ID", Int(buffer.framebuffer)), ("CRTC_ID", Int(pipe.crtc)),
            // Sources are in 16.16 fixed point.
            ("SRC_X", 0), ("SRC_Y", 0), ("SRC_W", size.width << 16), ("SRC_H", size.height << 16),
            ("CRTC_X", area.x), ("CRTC_Y", area.y), ("CRTC_W", area.width), ("CRTC_H", area.height),
        ]
        for (name, value) in values { request.set(plane.identifier, plane.properties, name, UInt64(clamping: value)) }
    }

    private func backgroundBuffer() -> DRMBuffer? {
        background.withLock { background in
            if let buffer = background.buffer { return buffer }
            // Dumb buffers start out black.
            let buffer = try? DRMBuffer(mode: mode.displayMode, on: card)
            background.buffer = buffer
            return buffer
        }
    }
}
