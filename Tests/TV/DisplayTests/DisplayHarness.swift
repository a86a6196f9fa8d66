import DisplayContract
import DisplayHeadless
import DisplayX11
import Testing

/// The back ends the compatibility suite runs over.
enum Backend: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case headless
    case x11
    case x11WithoutSharedMemory

    static var available: [Backend] { XvfbServer.isInstalled ? allCases : [.headless] }

    var testDescription: String { rawValue }
}

/// A display and the hands on its cable.
final class DisplayHarness {
    let display: any DisplayOutput
    let recorder: EventRecorder
    private let headless: HeadlessDisplay?
    let server: XvfbServer?

    init(_ backend: Backend, width: Int = 160, height: Int = 120) throws {
        switch backend {
        case .headless:
            let headless = try HeadlessDisplay(mode: DisplayMode(width: width, height: height, refreshHz: 200))
            self.headless = headless
            server = nil
            display = headless
        case .x11, .x11WithoutSharedMemory:
            let server = try XvfbServer(width: width, height: height, sharedMemory: backend == .x11)
            self.server = server
            headless = nil
            display = try X11Display(
                configuration: X11Configuration(displayName: server.display, retryInterval: .milliseconds(20))
            )
        }
        recorder = EventRecorder(display)
        let display = display
        try #require(recorder.wait { _ in display.mode != nil }, "the display was never plugged in")
    }

    deinit { display.close() }

    func resize(width: Int, height: Int) {
        headless?.setMode(DisplayMode(width: width, height: height, refreshHz: 200))
        if let server { XProbe(server.display)?.resizeWindow(width: width, height: height) }
    }

    func unplug() {
        headless?.unplug()
        server?.kill()
    }

    func replug(width: Int = 160, height: Int = 120) throws {
        headless?.setMode(DisplayMode(width: width, height: height, refreshHz: 200))
        try server?.restart()
    }

    /// Whether there is a buffer to be had; it is given back at once.
    var canLease: Bool {
        let lease = display.lease()
        return lease != nil
    }

    /// What is really there: as another X client sees it, or the snapshot where nobody else can look.
    var screen: PixelImage? {
        if let server { XProbe(server.display)?.screen } else { display.snapshot() }
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
