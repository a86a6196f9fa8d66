import Foundation
import Glibc
import LiveProcesses
import Media
import Wire

/// What somebody in front of a screen sees: reads the content's frame counter off the pixels of an X server, every 2 ms.
///
/// It asks neither the TV nor a browser, so it is the same ruler for both.
final class ScreenWatch: Sendable {
    struct Figures: Sendable {
        /// Different pictures of the content.
        var presented = 0
        var seconds = 0.0
        /// W3C webrtc-stats, `freezeCount`.
        var freezes = 0
        var longestFreeze = Duration.zero
        /// The longest time one picture stood.
        var longestGap = Duration.zero
        /// From being on the sender's screen to being on this one: the median; `nil` where the sender's was not watched as well.
        var delay: Duration?

        var framesPerSecond: Double { seconds > 0 ? Double(presented) / seconds : 0 }
    }

    private let pixels: PixelFile

    /// - Parameter directory: what the X server was given as `pixelsIn`.
    init(pixelsIn directory: String) throws {
        pixels = try PixelFile(directory + "/Xvfb_screen0")
    }

    /// Looks for so long and says what was to be seen.
    ///
    /// - Parameter source: the screen that is shared.
    func watch(for duration: Duration, beside source: ScreenWatch? = nil) async -> Figures {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in continuation.resume(returning: look(for: duration, beside: source?.pixels)) }
        }
    }

    private func look(for duration: Duration, beside source: PixelFile?) -> Figures {
        var figures = Figures()
        var atSource: [Int: MonotonicTime] = [:]
        var delays: [Duration] = []
        var detector = FreezeDetector()
        let start = ScreenWatch.now
        var (last, lastChange) = (pixels.counter, start)
        while ScreenWatch.now - start < duration {
            // A screen tells nobody that it has changed.
            _ = poll(nil, 0, 2)
            let (counter, now) = (pixels.counter, ScreenWatch.now)
            if let shared = source?.counter, atSource[shared] == nil { atSource[shared] = now }
            guard counter != last else { continue }
            if let shared = atSource[counter] { delays.append(now - shared) }
            let known = detector.freezeCount
            detector.frameShown(at: now)
            figures.presented += 1
            figures.longestGap = max(figures.longestGap, now - lastChange)
            if detector.freezeCount > known { figures.longestFreeze = max(figures.longestFreeze, now - lastChange) }
            (last, lastChange) = (counter, now)
        }
        figures.seconds = (ScreenWatch.now - start).seconds
        figures.longestGap = max(figures.longestGap, ScreenWatch.now - lastChange)
        figures.freezes = detector.freezeCount
        figures.delay = delays.isEmpty ? nil : delays.sorted()[delays.count / 2]
        return figures
    }

    private static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

/// The pixels that an X server keeps in a file in xwd's format, mapped.
private final class PixelFile: @unchecked Sendable {
    // Nothing in here changes but the pixels, which the server writes; a torn picture is only one of a few milliseconds.
    private let memory: UnsafeRawPointer
    private let length: Int
    private let counterOffsets: [Int]

    init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else { throw LiveProcess.Failure(description: "no \(path)") }
        length = Int(status.st_size)
        guard let memory = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), memory != MAP_FAILED else {
            throw LiveProcess.Failure(description: "\(path) cannot be mapped")
        }
        self.memory = UnsafeRawPointer(memory)
        // XWDFile.h: 25 big-endian words, the window's name, the colours of 12 bytes each, the pixels.
        func word(_ index: Int) -> Int { Int(UInt32(bigEndian: memory.load(fromByteOffset: index * 4, as: UInt32.self))) }
        let (width, height, bytesPerLine) = (word(4), word(5), word(12))
        let start = word(0) + word(19) * 12
        counterOffsets = ContentScreen.counterPositions(width: width, height: height).map {
            start + $0.y * bytesPerLine + $0.x * 4
        }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: memory), length)
    }

    /// See `ContentScreen.counter(in:)`. Green says enough of black and white.
    var counter: Int {
        counterOffsets.reduce(0) { $0 << 1 | (memory.load(fromByteOffset: $1 + 1, as: UInt8.self) > 128 ? 1 : 0) }
    }
}
