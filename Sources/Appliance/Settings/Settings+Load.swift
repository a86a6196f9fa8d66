import Configuration
import Dialects

extension Settings {
    /// Reads every layer: defaults, then each file in turn, then the environment, then flags; the later wins, a list as a whole.
    ///
    /// - Parameters:
    ///   - files: missing ones are skipped unless required.
    ///   - environment: only `DIASCOPE_…` is looked at, and what `SystemDefaults` names.
    /// - Throws: all problems of all layers at once.
    package static func load(
        files: [SettingsFile],
        environment: [String: String],
        flags: [SettingsFlag] = [],
        system: SystemDefaults? = nil
    ) throws(SettingsError) -> Settings {
        let (settings, problems) = loadWhatIsGood(files: files, environment: environment, flags: flags, system: system)
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        return settings
    }

    /// The same for a TV, which must not stop for its configuration: what is wrong is left at the next layer's value or the
    /// default, and told.
    package static func loadWhatIsGood(
        files: [SettingsFile],
        environment: [String: String],
        flags: [SettingsFlag] = [],
        system: SystemDefaults? = nil
    ) -> (settings: Settings, problems: [SettingsProblem]) {
        var layers: [SettingsLayer] = []
        for file in files {
            do {
                guard let contents = try file.read() else { continue }
                layers.append(SettingsLayer(file: file.path, contents: contents.span))
            } catch {
                layers.append(SettingsLayer(file: file.path, unreadable: error))
            }
        }
        layers.append(SettingsLayer(environment: environment))
        layers.append(SettingsLayer(flags: flags))
        return resolve(layers, system: system ?? SystemDefaults(environment: environment))
    }

    /// What the text of one file alone comes to.
    ///
    /// - Parameters:
    ///   - contents: UTF-8 YAML; over `SettingsFile.largest` bytes is a problem.
    ///   - path: what problems call the file.
    package static func read(
        _ contents: Span<UInt8>,
        path: String,
        system: SystemDefaults
    ) -> (settings: Settings, problems: [SettingsProblem]) {
        resolve([SettingsLayer(file: path, contents: contents)], system: system)
    }

    /// - Parameter layers: the weakest first.
    static func resolve(_ layers: [SettingsLayer], system: SystemDefaults) -> (Settings, [SettingsProblem]) {
        var settings = Settings(system: system)
        let recorder = OriginRecorder()
        let providers = layers.map(\.provider)
        let reader = ConfigReader(providers: providers.reversed(), accessReporter: recorder)
        for key in SettingKey.table { key.apply(reader, &settings) }
        let layersByProvider = Dictionary(zip(providers.map(\.providerName), layers)) { _, last in last }
        settings.origins = recorder.answeredBy.reduce(into: [:]) { origins, answer in
            origins[answer.key] = layersByProvider[answer.value]?.origins[answer.key]
        }
        let problems = layers.flatMap(\.problems) + settings.contradictions()
        return (settings, problems)
    }

    /// Settings that are each fine and cannot be had together. The one that is given up goes back to its default.
    private mutating func contradictions() -> [SettingsProblem] {
        var problems: [SettingsProblem] = []
        func problem(_ key: String, _ reason: SettingsProblem.Reason) {
            problems.append(SettingsProblem(origin: origin(of: key), key: key, reason: reason))
        }
        if video.startBitrate > video.maxBitrate {
            let isStartWritten = origins["video.startBitrate"] != nil
            problem(
                isStartWritten ? "video.startBitrate" : "video.maxBitrate",
                .conflict(
                    what: "video.startBitrate (\(video.startBitrate)) is above video.maxBitrate (\(video.maxBitrate)).",
                    fix: "Lower video.startBitrate or raise video.maxBitrate."
                )
            )
            video.startBitrate = video.maxBitrate
        }
        if (room.certificate == nil) != (room.privateKey == nil) {
            problem(
                room.certificate == nil ? "room.privateKey" : "room.certificate",
                .conflict(
                    what: "room.certificate and room.privateKey belong together, and only one of them is set.",
                    fix: "Set both, or neither to have Diascope make its own certificate."
                )
            )
            room.certificate = nil
            room.privateKey = nil
        }
        if turn.urls.isEmpty != (turn.secretFile == nil) {
            problem(
                turn.urls.isEmpty ? "turn.secretFile" : "turn.urls",
                .conflict(
                    what: "turn.urls and turn.secretFile belong together, and only one of them is set.",
                    fix: "Set both: the server's addresses and the file with its static-auth-secret."
                )
            )
            turn.urls = []
            turn.secretFile = nil
        }
        if admin.listen.isEmpty != (admin.tokenFile == nil) {
            problem(
                admin.listen.isEmpty ? "admin.tokenFile" : "admin.listen",
                .conflict(
                    what: "admin.listen and admin.tokenFile belong together, and only one of them is set.",
                    fix: "Set both, or neither to have no such port."
                )
            )
            admin = Admin()
        }
        if let file = admin.tokenFile {
            do { try file.check() } catch { problem("admin.tokenFile", .secretFile(file.path, error)) }
        }
        if let file = turn.secretFile {
            do { try file.check() } catch { problem("turn.secretFile", .secretFile(file.path, error)) }
        }
        for (key, reason) in contradictionsOfDirectory() { problem(key, reason) }
        if let file = room.privateKey {
            do { try file.check() } catch { problem("room.privateKey", .secretFile(file.path, error)) }
        }
        if let file = roomServer.headersFile {
            do { try file.check() } catch { problem("roomServer.headersFile", .secretFile(file.path, error)) }
        }
        if case .userID = roomServer.system.system.needs, roomServer.userID == nil {
            problem(
                "roomServer.system",
                .conflict(
                    what: "roomServer.system is \(roomServer.system.settingText), and the TV has no user id.",
                    fix: "Set roomServer.userID to the id of this TV's user."
                )
            )
            roomServer.system = .default
        }
        let paths = room.systems.flatMap(\.servedPaths)
        if !room.systems.contains(.init(.projection)) || Set(paths).count < paths.count {
            let isMissing = !room.systems.contains(.init(.projection))
            problem(
                "room.systems",
                .conflict(
                    what: isMissing
                        ? "room.systems has no projection, and TVs register by nothing else."
                        : "room.systems has two systems at one path.",
                    fix: isMissing ? "Add projection to the list." : "Give each a path of its own."
                )
            )
            room.systems = [ServedSystemSetting(.projection)]
        }
        for file in room.iceServers.compactMap(\.credentialFile) {
            do { try file.check() } catch { problem("room.iceServers", .secretFile(file.path, error)) }
        }
        return problems
    }
}
