import Settings
import Synchronization
import Testing

@testable import Composition

@Suite struct ReloadTests {
    private static let machine = SystemDefaults(hostName: "box", stateDirectory: "/state", controlSocket: "/run/control.sock")

    private static func settings(_ text: String) -> (settings: Settings, problems: [SettingsProblem]) {
        Settings.read(Array(text.utf8).span, path: "diascope.yaml", system: machine)
    }

    /// A file that is edited while a TV runs, and what the TV was told.
    private final class Box: Sendable {
        let file: Mutex<String>
        let applied = Mutex<[(Settings, [SettingsProblem])]>([])

        init(_ text: String) { file = Mutex(text) }

        func reloader() -> ConfigurationReloader {
            ConfigurationReloader(
                started: ReloadTests.settings(file.withLock { $0 }).settings,
                load: { ReloadTests.settings(self.file.withLock { $0 }) },
                apply: { settings, problems in self.applied.withLock { $0.append((settings, problems)) } }
            )
        }
    }

    @Test func takesOverWhatItCanAndNamesTheRest() async {
        let box = Box("tv:\n  name: One\n")
        let reloader = box.reloader()
        box.file.withLock { $0 = "tv:\n  name: Two\ndisplay:\n  backend: headless\n" }
        #expect(await reloader.reload() == ReloadReport(applied: ["tv.name"], needRestart: ["display.backend"]))
        #expect(box.applied.withLock { $0.last?.0.tv.name } == "Two")
        // Still different from what the process was started with; the name no more.
        #expect(await reloader.reload() == ReloadReport(needRestart: ["display.backend"]))
        box.file.withLock { $0 = "tv:\n  name: Two\n" }
        #expect(await reloader.reload() == ReloadReport())
    }

    @Test func aWrongFileChangesNothingAndIsTold() async {
        let box = Box("tv:\n  name: One\n")
        let reloader = box.reloader()
        box.file.withLock { $0 = "tv:\n  nmae: Two\ndisplay:\n  rotation: 90\n" }
        let report = await reloader.reload()
        #expect(report.problems.map(\.key) == ["tv.nmae"])
        #expect(report.applied.isEmpty && report.needRestart.isEmpty)
        let (settings, problems) = box.applied.withLock { $0.last } ?? (Self.settings("").settings, [])
        #expect(settings.tv.name == "One" && settings.display.rotation == .none)
        #expect(problems == report.problems)
        box.file.withLock { $0 = "tv:\n  name: Two\n" }
        #expect(await reloader.reload() == ReloadReport(applied: ["tv.name"]))
    }

    @Test func theReportIsJSON() {
        let report = ReloadReport(applied: ["tv.name"], needRestart: [], problems: [])
        #expect(report.json == #"{"applied":["tv.name"],"needRestart":[],"problems":[]}"#)
    }

    @Test func everyLiveKeyIsAKey() {
        let keys = Set(Settings(system: Self.machine).effectiveValues.map(\.key))
        #expect(SettingsChange.liveKeys.subtracting(keys).isEmpty)
    }
}
