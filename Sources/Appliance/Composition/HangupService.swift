import Logging
import ServiceLifecycle
import UnixSignals

/// SIGHUP: the configuration is read again. Without it the signal would end the process.
struct HangupService: Service {
    /// `nil` in a process without a TV, whose settings count from the next start on.
    let reloader: ConfigurationReloader?
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            guard let reloader else {
                logger.notice("a room server reads its settings when it starts: restart it")
                continue
            }
            let report = await reloader.reload()
            logger.notice(
                "the configuration was read again",
                metadata: [
                    "applied": "\(report.applied.joined(separator: " "))",
                    "needRestart": "\(report.needRestart.joined(separator: " "))",
                    "problems": "\(report.problems.count)",
                ]
            )
        }
    }
}
