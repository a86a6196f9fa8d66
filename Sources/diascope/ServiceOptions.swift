import ArgumentParser
import Glibc
import Settings

/// The flags that set settings, for the commands that run services and those that read the configuration.
struct ServiceOptions: ParsableArguments {
    @Option(help: "The configuration file, instead of /etc/diascope/diascope.yaml.")
    var config: String?

    @Option(help: "Where code, token, key and certificate are kept.")
    var stateDirectory: String?

    @Option(help: "The Unix socket of the control API.")
    var controlSocket: String?

    @Option(help: "What the TV calls itself.")
    var name: String?

    @Option(help: "Where pictures go: auto, drm, x11 or headless.")
    var display: String?

    @Option(help: "Where the room server listens, such as 0.0.0.0:8443; may be repeated.")
    var listen: [String] = []

    @Option(help: "The room server's URL; may be repeated, and they are tried in turn.")
    var roomServer: [String] = []

    @Option(help: "Which certificate of the room server to trust: system, first-use or sha256:…")
    var trust: String?

    /// In the order of the layers, the weakest first.
    var files: [SettingsFile] { SettingsFile.standard(config: config) }

    var flags: [SettingsFlag] {
        var flags: [SettingsFlag] = []
        func add(_ name: String, _ key: String, _ value: String?) {
            if let value { flags.append(SettingsFlag(name, key: key, value)) }
        }
        add("--state-directory", "tv.stateDirectory", stateDirectory)
        add("--state-directory", "room.stateDirectory", stateDirectory)
        add("--control-socket", "control.socket", controlSocket)
        add("--name", "tv.name", name)
        add("--display", "display.backend", display)
        add("--trust", "roomServer.trust", trust)
        if !listen.isEmpty { flags.append(SettingsFlag("--listen", key: "room.listen", listen)) }
        if !roomServer.isEmpty { flags.append(SettingsFlag("--room-server", key: "roomServer.urls", roomServer)) }
        return flags
    }

    /// For a TV, which stops for nothing.
    func loadWhatIsGood() -> (settings: Settings, problems: [SettingsProblem]) {
        Settings.loadWhatIsGood(files: files, environment: ProcessEnvironment.all, flags: flags)
    }

    /// For commands that refuse to start with a wrong configuration.
    func load() throws -> Settings {
        do {
            return try Settings.load(files: files, environment: ProcessEnvironment.all, flags: flags)
        } catch {
            Console.complain("\(error)")
            throw ExitCode(ExitStatus.configuration)
        }
    }
}
