import DisplayContract
import DisplayDRM
import DisplayHeadless
import DisplayX11
import Media
import Testing
import Wire

/// The back ends the compatibility suite runs over.
enum Backend: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case headless
    case x11
    case x11WithoutSharedMemory
    /// In the virtual machine of `Scripts/boot-test`, whose screen may be used.
    case drm
    /// The same, as if its driver had no atomic modesetting.
    case drmWithoutAtomic

    static var available: [Backend] {
        if DRMCable.isOffered { return [.drm, .drmWithoutAtomic] }
        return XvfbServer.isInstalled ? [.headless, .x11, .x11WithoutSharedMemory] : [.headless]
    }

    var testDescription: String { rawValue }
}

/// A display and the hands on its cable.
final class DisplayHarness {
    let display: any DisplayOutput
    let recorder: EventRecorder
    private let headless: HeadlessDisplay?
    let server: XvfbServer?
    let cable: DRMCable?

    /// Smaller sizes than 320×200 QEMU's monitor cannot describe.
    ///
    /// - Parameter isPlugged: whether the TV is on when we start; else `replug` turns it on.
    init(_ backend: Backend, width: Int = 320, height: Int = 240, isPlugged: Bool = true) throws {
        switch backend {
        case .headless:
            let headless = try HeadlessDisplay(mode: DisplayMode(width: width, height: height, refreshHz: 200))
            if !isPlugged { headless.unplug() }
            self.headless = headless
            server = nil
            cable = nil
            display = headless
        case .x11, .x11WithoutSharedMemory:
            let server = try XvfbServer(width: width, height: height, sharedMemory: backend == .x11)
            if !isPlugged { server.kill() }
            self.server = server
            headless = nil
            cable = nil
            display = try X11Display(
                configuration: X11Configuration(displayName: server.display, retryInterval: .milliseconds(20))
            )
        case .drm, .drmWithoutAtomic:
            let cable = try DRMCable()
            try cable.plugIn(width: width, height: height)
            if !isPlugged { try cable.pull() }
            self.cable = cable
            headless = nil
            server = nil
            display = try DRMDisplay(
                configuration: DRMConfiguration(connector: cable.connector, isAtomicAllowed: backend == .drm)
            )
        }
        recorder = EventRecorder(display)
        let display = display
        guard isPlugged else { return }
        try #require(recorder.wait { _ in display.mode != nil }, "the display was never plugged in")
    }

    deinit { display.close() }

    func resize(width: Int, height: Int) throws {
        headless?.setMode(DisplayMode(width: width, height: height, refreshHz: 200))
        if let server { XProbe(server.display)?.resizeWindow(width: width, height: height) }
        try cable?.change("plug \(width) \(height)")
    }

    func unplug() throws {
        headless?.unplug()
        server?.kill()
        try cable?.change("unplug")
    }

    func replug(width: Int = 320, height: Int = 240) throws {
        headless?.setMode(DisplayMode(width: width, height: height, refreshHz: 200))
        try server?.restart()
        try cable?.change("plug \(width) \(height)")
    }

    /// Whether there is a buffer to be had; it is given back at once.
    var canLease: Bool {
        let lease = display.lease()
        return lease != nil
    }

    /// What is really there: as another X client or a monitor sees it, or the snapshot where nobody else can look.
    var screen: PixelImage? {
        if let server { return XProbe(server.display)?.screen }
        guard let cable else { return display.snapshot() }
        // A virtual graphics card says that it has flipped before the monitor is drawn.
        let deadline = MonotonicClock.now + .seconds(10)
        var seen = cable.look()
        while let expected = display.snapshot(), seen?.looksLike(expected) != true, MonotonicClock.now < deadline {
            seen = cable.look()
        }
        return seen
    }

    /// Decodes a sender's picture and presents it; whether the display took it as planes.
    @discardableResult
    func draw(_ data: [UInt8], _ viewport: Viewport, into lease: consuming FrameLease?, token: UInt64) throws -> Bool {
        var decoder = try VideoDecoder()
        _ = try #require(try decoder.decode(data))
        var converter = FrameConverter(viewport: viewport)
        guard var lease else { throw HarnessError.noLease }
        let isPlanar = lease.planar != nil
        let isDrawn = converter.draw(decoder, into: &lease)
        #expect(isDrawn)
        display.present(lease, token: token)
        #expect(recorder.waitForPresentation(of: token))
        return isPlanar
    }

    /// Presents a test picture; the picture as it should be seen.
    @discardableResult
    func present(_ token: UInt64, seed: Int) throws -> PixelImage {
        let lease = display.lease()
        guard var lease else { throw HarnessError.noLease }
        let (width, height, bytesPerRow) = (lease.width, lease.height, lease.bytesPerRow)
        lease.withPixels { pixels in
            for row in 0..<height {
                for column in 0..<width {
                    let offset = row * bytesPerRow + column * 4
                    pixels[offset] = UInt8(truncatingIfNeeded: column &* 3 &+ seed)
                    pixels[offset + 1] = UInt8(truncatingIfNeeded: row &* 5 &+ seed &* 7)
                    pixels[offset + 2] = UInt8(truncatingIfNeeded: column ^ row ^ seed)
                    pixels[offset + 3] = 0
                }
            }
        }
        display.present(lease, token: token)
        return PixelImage(pattern: seed, width: width, height: height)
    }
}

enum HarnessError: Error {
    case noLease
    /// The port to the world outside of the virtual machine does not do as it should.
    case noCable
}

extension PixelImage {
    /// The picture `DisplayHarness.present` draws.
    init(pattern seed: Int, width: Int, height: Int) {
        self.init(width: width, height: height) { column, row in
            Colour(
                red: UInt8(truncatingIfNeeded: column ^ row ^ seed),
                green: UInt8(truncatingIfNeeded: row &* 5 &+ seed &* 7),
                blue: UInt8(truncatingIfNeeded: column &* 3 &+ seed)
            )
        }
    }

    /// Whether every pixel has the same colour, whatever the fourth bytes hold.
    func looksLike(_ other: PixelImage?) -> Bool {
        guard let other, width == other.width, height == other.height else { return false }
        return (0..<height).allSatisfy { y in (0..<width).allSatisfy { x in colour(x: x, y: y) == other.colour(x: x, y: y) } }
    }
}
