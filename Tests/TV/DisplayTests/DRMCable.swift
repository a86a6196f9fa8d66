import DisplayContract
import Foundation
import Glibc
import Wire

/// The cable of a virtual machine's graphics card: somebody outside (`Scripts/boot-test`), or the card itself
/// (`Scripts/boot/yuvcard`), plugs and looks for us.
///
/// It hears lines on a port: `plug WIDTH HEIGHT`, `unplug`, each answered by `done`, and `look`, answered by width, height and
/// the pixels of the monitor.
final class DRMCable {
    /// `DIASCOPE_TEST_DRM` names the port, and says that the machine's screen may be taken; after a comma the connector, where there
    /// is more than one.
    private static let words = ProcessInfo.processInfo.environment["DIASCOPE_TEST_DRM"]?.split(separator: ",").map(String.init)
    private static var path: String? { words?.first }
    static var isOffered: Bool { path != nil }
    private static let card = "/sys/module/yuvcard/parameters"
    /// Whether the card is the one whose second layer takes YUV.
    static var hasLayer: Bool { isOffered && FileManager.default.fileExists(atPath: card) }

    let connector: String
    private let folder: String
    private let port: CInt

    init() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/sys/class/drm")
        let wanted = Self.words?.dropFirst().first ?? ""
        guard let path = Self.path,
            let name = names.first(where: { $0.hasPrefix("card") && $0.contains("-") && $0.hasSuffix(wanted) }),
            let dash = name.firstIndex(of: "-")
        else { throw HarnessError.noCable }
        connector = String(name[name.index(after: dash)...])
        folder = "/sys/class/drm/\(name)"
        port = open(path, O_RDWR | O_CLOEXEC)
        guard port >= 0 else { throw HarnessError.noCable }
    }

    deinit { close(port) }

    /// Returns when the kernel knows of it.
    func plugIn(width: Int, height: Int) throws {
        try change("plug \(width) \(height)")
        try wait(until: { status == "connected" && firstMode == "\(width)x\(height)" })
    }

    /// Tells the monitor and leaves it to the kernel to tell us.
    func change(_ request: String) throws {
        send(request)
        guard line() == "done" else { throw HarnessError.noCable }
    }

    func pull() throws {
        try change("unplug")
        try wait(until: { status == "disconnected" })
    }

    /// What the monitor shows.
    func look() -> PixelImage? {
        send("look")
        let size = line().split(separator: " ").compactMap { Int($0) }
        guard size.count == 2, size[0] > 0, size[1] > 0 else { return nil }
        let pixels = read(size[0] * size[1] * 3)
        guard pixels.count == size[0] * size[1] * 3 else { return nil }
        return PixelImage(width: size[0], height: size[1]) { x, y in
            let offset = (y * size[0] + x) * 3
            return PixelImage.Colour(red: pixels[offset], green: pixels[offset + 1], blue: pixels[offset + 2])
        }
    }

    /// What the card shows, from the bottom to the top, and how often it was lit; a line of its own.
    var layers: String {
        send("layers")
        return line()
    }

    /// What the card's layer is able to do from now on: see `Scripts/boot/yuvcard`.
    func set(_ parameter: String, _ value: Int) throws {
        try Data("\(value)".utf8).write(to: URL(fileURLWithPath: "\(Self.card)/\(parameter)"))
    }

    private var status: String { text("status") }
    private var firstMode: String { text("modes").split(separator: "\n").first.map(String.init) ?? "" }

    private func text(_ file: String) -> String {
        let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    private func wait(until condition: () -> Bool) throws {
        let deadline = MonotonicClock.now + .seconds(10)
        while true {
            // Makes the kernel look at the cable, as nobody else may do at this moment.
            let handle = FileHandle(forWritingAtPath: "\(folder)/status")
            try? handle?.write(contentsOf: Data("detect".utf8))
            try? handle?.close()
            if condition() { return }
            guard MonotonicClock.now < deadline else { throw HarnessError.noCable }
            sched_yield()
        }
    }

    private func send(_ request: String) {
        let bytes = Array((request + "\n").utf8)
        _ = write(port, bytes, bytes.count)
    }

    private func line() -> String {
        var bytes: [UInt8] = []
        while let byte = read(1).first, byte != UInt8(ascii: "\n") { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func read(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { Glibc.read(port, $0 + filled, count - filled) } ?? 0
            }
            if got <= 0 { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }
}
