import Foundation
import RTP

/// The frames of an IVF file of VP8.
struct IVFFile: Sendable {
    enum Problem: Error, CustomStringConvertible {
        case unreadable(String)
        case notVP8(String)

        var description: String {
            switch self {
            case .unreadable(let path): "Cannot read \(path): there is no such file, or it ends early. Give an IVF file."
            case .notVP8(let path):
                "Cannot send \(path): it holds no VP8 that begins with a key frame. Encode it with vpxenc --ivf."
            }
        }
    }

    struct Frame: Sendable {
        var data: [UInt8]
        var isKeyFrame: Bool
    }

    let frames: [Frame]
    let framesPerSecond: Double

    init(path: String) throws {
        guard let contents = FileManager.default.contents(atPath: path) else { throw Problem.unreadable(path) }
        let bytes = [UInt8](contents)
        func number(_ offset: Int, _ count: Int) -> Int {
            bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        guard bytes.count >= 32, bytes.starts(with: "DKIF".utf8), bytes[8..<12].elementsEqual("VP80".utf8) else {
            throw Problem.notVP8(path)
        }
        let (rate, scale) = (number(16, 4), number(20, 4))
        framesPerSecond = rate > 0 && scale > 0 ? Double(rate) / Double(scale) : 30
        var frames: [Frame] = []
        var offset = number(6, 2)
        while offset + 12 <= bytes.count {
            let end = offset + 12 + number(offset, 4)
            guard end <= bytes.count else { throw Problem.unreadable(path) }
            let data = Array(bytes[offset + 12..<end])
            frames.append(Frame(data: data, isKeyFrame: data.first.map(VP8KeyFrameHeader.isKeyFrame(firstByte:)) ?? false))
            offset = end
        }
        guard frames.first?.isKeyFrame == true else { throw Problem.notVP8(path) }
        self.frames = frames
    }
}
