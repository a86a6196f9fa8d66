import Foundation
import Logging
import NIOCore
import NIOPosix

/// Projects a file onto a TV at no encoding cost, for measuring the TV.
@main struct BenchSender {
    static func main() async {
        do {
            let options = try Options(CommandLine.arguments.dropFirst())
            let file = try IVFFile(path: options.file)
            let logger = Logger(label: "bench-sender") { StreamLogHandler.standardError(label: $0) }
            let projector = Projector(
                options: options,
                file: file,
                loop: MultiThreadedEventLoopGroup.singleton.next(),
                logger: logger
            )
            try await projector.start()
            defer { withExtendedLifetime(projector) {} }
            try await projector.end.get()
            await projector.stop()
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(error is Options.Usage ? 64 : 1)
        }
    }
}
