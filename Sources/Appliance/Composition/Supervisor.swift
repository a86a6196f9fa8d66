package import DisplayContract
package import Kiosk
package import NIOCore
import ServiceLifecycle
package import Supervision
import Wire

/// Keeps the service manager informed: ready, alive, what is going on, stopping.
///
/// An actor on the event loop whose life it vouches for: what feeds the watchdog is a timer of that loop, and only after the
/// display's thread has answered.
package actor Supervisor: Service {
    package enum Source: Hashable, Sendable {
        case eventLoop
        case display
    }

    package nonisolated let loop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    private let manager: ServiceManager
    private let display: (any DisplayOutput)?
    private let statusLine: @Sendable () async -> String
    private var readiness: Readiness
    private var heartbeats: Heartbeats<Source>
    private var isPinged = false
    private var timers: [RepeatedTask] = []
    private var told = ""

    /// Without a watchdog the status line is still brought up to date this often.
    private static let leisure = Duration.seconds(12)

    /// - Parameters:
    ///   - display: whose thread has to be alive, too; the TV is ready when there is something to see on it. Without one, a
    ///     service is ready at `started`.
    ///   - statusLine: for `systemctl status`; asked every few seconds.
    package init(
        manager: ServiceManager,
        loop: any EventLoop,
        display: (any DisplayOutput)?,
        statusLine: @escaping @Sendable () async -> String
    ) {
        self.manager = manager
        self.loop = loop
        self.display = display
        self.statusLine = statusLine
        let now = MonotonicClock.now
        readiness = Readiness(start: now)
        let sources: [Source] = display == nil ? [.eventLoop] : [.eventLoop, .display]
        heartbeats = Heartbeats(of: sources, timeout: manager.watchdogTimeout ?? Supervisor.leisure, now: now)
    }

    package func run() async throws {
        begin()
        try? await gracefulShutdown()
        for timer in timers { timer.cancel() }
        manager.notify(.stopping)
    }

    /// A screen has reached the display. Any thread.
    package nonisolated func presented(_ screen: Screen) {
        loop.execute {
            self.assumeIsolated { $0.note(screen) }
        }
    }

    /// Reading the configuration again begins or has ended.
    package func reloading(_ isReloading: Bool) {
        manager.notify(isReloading ? .reloading(microseconds: MonotonicClock.now.nanoseconds / 1000) : .ready)
    }

    private func begin() {
        if display == nil { ready() }
        let wait = TimeAmount.nanoseconds((readiness.deadline - MonotonicClock.now).nanoseconds)
        loop.scheduleTask(in: wait) {
            self.assumeIsolated { $0.lostPatience() }
        }
        let period = TimeAmount.nanoseconds(heartbeats.period.nanoseconds)
        timers = [
            loop.scheduleRepeatedTask(initialDelay: .zero, delay: period) { _ in
                self.assumeIsolated { $0.beat() }
            }
        ]
    }

    private func note(_ screen: Screen) {
        if readiness.presented(Readiness.Shown(screen)) { ready() }
    }

    private func lostPatience() {
        if readiness.handleTimeout(now: MonotonicClock.now) { ready() }
    }

    private func ready() {
        manager.notify(.ready)
        tell()
    }

    private func beat() {
        let now = MonotonicClock.now
        heartbeats.heard(.eventLoop, at: now)
        let silent = heartbeats.silent(now: now)
        if silent.isEmpty {
            if manager.watchdogTimeout != nil { manager.notify(.watchdog) }
        } else {
            manager.notify(.status("Not responding: \(silent.map { "\($0)" }.joined(separator: ", "))"))
        }
        if let display, !isPinged {
            isPinged = true
            display.ping {
                let time = MonotonicClock.now
                self.loop.execute {
                    self.assumeIsolated { $0.displayAnswered(at: time) }
                }
            }
        }
        if silent.isEmpty { tell() }
    }

    private func displayAnswered(at time: MonotonicTime) {
        isPinged = false
        heartbeats.heard(.display, at: time)
    }

    private func tell() {
        Task {
            let line = await statusLine()
            if line != told {
                told = line
                manager.notify(.status(line))
            }
        }
    }
}

extension Readiness.Shown {
    init(_ screen: Screen) {
        switch screen {
        case .code(let code) where code.code != nil: self = .code
        case .code(let code):
            switch code.connection {
            case .reconnecting, .noNetwork: self = .reason
            case .connecting, .connected: self = .waiting
            }
        case .starting: self = .waiting
        // Past the code already.
        case .connecting, .interrupted, .paused, .ended, .announcement, .status: self = .code
        case .noNetwork, .problem: self = .reason
        }
    }
}
