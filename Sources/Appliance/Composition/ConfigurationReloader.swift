import JSON
package import Settings

/// What reading the configuration again has come to.
package struct ReloadReport: Equatable, Sendable {
    /// Keys whose new values count from now on.
    package var applied: [String] = []
    /// Keys that are different from what the process was started with, and count from its next start on.
    package var needRestart: [String] = []
    /// Why nothing was changed; empty if the files are fine.
    package var problems: [SettingsProblem] = []

    package var json: String {
        func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
        let value: JSONValue = [
            "applied": texts(applied), "needRestart": texts(needRestart), "problems": texts(problems.map(\.description)),
        ]
        return value.serialized()
    }
}

/// Compares the settings in effect with those in the files now.
package struct SettingsChange: Sendable {
    /// Keys a running TV takes over. All others are for the next start.
    package static let liveKeys: Set<String> = [
        "tv.name", "roomServer.urls", "roomServer.trust", "video.startBitrate", "video.maxBitrate", "video.latency",
        "video.decoderThreads", "display.rotation", "display.overscan", "sessions.policy", "code.policy", "code.every",
        "display.blankAfter", "reset.generation", "log.level", "look.language", "look.logo", "look.background",
        "look.backgroundPicture", "look.accent", "look.clock", "look.presenterName", "look.codeWhileProjecting",
    ]

    /// - Parameters:
    ///   - started: what the process was started with.
    ///   - current: what has been taken over since.
    package static func report(started: Settings, current: Settings, new: Settings) -> ReloadReport {
        func values(_ settings: Settings) -> [String: String?] {
            Dictionary(settings.effectiveValues.map { ($0.key, $0.text) }) { first, _ in first }
        }
        let (started, current) = (values(started), values(current))
        var report = ReloadReport()
        for value in new.effectiveValues {
            if liveKeys.contains(value.key) {
                if current[value.key] != value.text { report.applied.append(value.key) }
            } else if started[value.key] != value.text {
                report.needRestart.append(value.key)
            }
        }
        return report
    }
}

/// Takes over changed settings while the TV runs. A wrong file changes nothing: the TV goes on with what it has, and says so.
package actor ConfigurationReloader {
    package typealias Load = @Sendable () -> (settings: Settings, problems: [SettingsProblem])

    private let started: Settings
    private var current: Settings
    private let load: Load
    private let apply: @Sendable (Settings, [SettingsProblem]) async -> Void

    /// - Parameter apply: takes over what a running TV can; the problems are for its screen.
    package init(
        started: Settings,
        load: @escaping Load,
        apply: @escaping @Sendable (Settings, [SettingsProblem]) async -> Void
    ) {
        self.started = started
        current = started
        self.load = load
        self.apply = apply
    }

    package func reload() async -> ReloadReport {
        let (new, problems) = load()
        guard problems.isEmpty else {
            await apply(current, problems)
            return ReloadReport(problems: problems)
        }
        let report = SettingsChange.report(started: started, current: current, new: new)
        current = new
        await apply(new, [])
        return report
    }
}
