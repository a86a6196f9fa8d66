import Glibc
import Logging
import NIOCore
import Transport
import Wire

/// Tests the TURN server from time to time, so that its failure is known before the one projection that needs it. On the event
/// loop only.
final class RelayMonitor {
    /// What the last round found; empty before the first has ended.
    private(set) var reports: [RelayReport] = []

    private let access: () -> TURNAccess?
    private let trust: TLSTrust
    private let interval: Duration
    private let eventLoop: any EventLoop
    private let logger: Logger
    private var next: Scheduled<Void>?
    private var isStopped = false
    /// What is being tested has changed meanwhile.
    private var isOutdated = false

    /// - Parameters:
    ///   - access: asked before each round.
    ///   - interval: between rounds; after one that found fault, a fifth of it.
    init(
        interval: Duration,
        trust: TLSTrust,
        on eventLoop: any EventLoop,
        logger: Logger,
        access: @escaping () -> TURNAccess?
    ) {
        self.interval = interval
        self.trust = trust
        self.eventLoop = eventLoop
        self.logger = logger
        self.access = access
    }

    /// Whether every way works; `nil` while nobody knows.
    var works: Bool? { reports.isEmpty ? nil : reports.allSatisfy(\.works) }

    func start() {
        next = nil
        isOutdated = false
        guard let access = access() else { return schedule(in: interval) }
        let check = RelayCheck(access: access, trust: trust, eventLoop: eventLoop, logger: logger)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.makeFutureWithTask { await check.run(unixTime: Int64(time(nil))) }
            .whenSuccess { bound.value.finished($0) }
    }

    /// Begins the next round as soon as it can.
    func testAgain() {
        isOutdated = true
        guard let next else { return }
        next.cancel()
        start()
    }

    func stop() {
        isStopped = true
        next?.cancel()
        next = nil
    }

    private func finished(_ reports: [RelayReport]) {
        let old = Dictionary(self.reports.map { ($0.url, $0.reason) }) { first, _ in first }
        self.reports = reports
        for report in reports where old[report.url] != .some(report.reason) { log(report, isFirst: old[report.url] == nil) }
        schedule(in: isOutdated ? .zero : works == false ? interval / 5 : interval)
    }

    /// Only what has changed.
    private func log(_ report: RelayReport, isFirst: Bool) {
        var metadata: Logger.Metadata = ["url": "\(report.url)"]
        guard let reason = report.reason else {
            logger.log(level: isFirst ? .info : .notice, "the TURN server works", metadata: metadata)
            return
        }
        metadata["reason"] = "\(reason)"
        logger.warning("the TURN server does not work: Documentation/TURN.md says what to do", metadata: metadata)
    }

    private func schedule(in pause: Duration) {
        guard !isStopped else { return }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        next = eventLoop.scheduleTask(in: TimeAmount(pause)) { bound.value.start() }
    }
}
