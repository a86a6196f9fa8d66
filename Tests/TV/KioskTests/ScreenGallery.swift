import Foundation
import Kiosk
import Testing

/// `DIASCOPE_TEST_SCREENS=DIR swift test --filter ScreenGallery` writes every screen as PNG, for looking at.
@Suite struct ScreenGallery {
    private static let folder = ProcessInfo.processInfo.environment["DIASCOPE_TEST_SCREENS"]

    @Test(.enabled(if: ScreenGallery.folder != nil))
    func writesEveryScreenAsPNG() throws {
        let folder = URL(filePath: try #require(ScreenGallery.folder))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, screen) in screens {
            for (width, height) in sizes {
                var picture = Picture(width: width, height: height, gray: 0x9A)
                try picture.draw(screen)
                let file = try PNGEncoder.encode(
                    picture.bytes.span,
                    width: width,
                    height: height,
                    bytesPerRow: picture.bytesPerRow
                )
                try Data(file).write(to: folder.appending(path: "\(name)-\(width)x\(height).png"))
            }
        }
    }
}
