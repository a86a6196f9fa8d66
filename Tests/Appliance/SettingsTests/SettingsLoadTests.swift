import Foundation
import Settings
import Testing
import Wire

@Suite struct SettingsLoadTests {
    @Test func startsFromDefaultsWhenNothingIsWritten() throws {
        let settings = try Settings.load(
            files: [SettingsFile(path: "/nowhere/diascope.yaml", isRequired: false)],
            environment: [:],
            system: machine
        )
        #expect(settings == Settings(system: machine))
        #expect(settings.tv.name == "box")
        #expect(settings.room.listen == [HostPort(host: "0.0.0.0", port: 8443)])
        #expect(settings.video.startBitrate == 4000)
        #expect(settings.effectiveValues.allSatisfy { $0.origin == .builtIn })
    }

    @Test func readsEveryKeyFromAFile() throws {
        let folder = try Folder()
        try folder.write("s3cret\n", to: "turn", mode: 0o600)
        try folder.write("key", to: "key.pem", mode: 0o400)
        try folder.write("Cookie: a=b", to: "headers", mode: 0o600)
        let text = """
            tv: {name: 三楼会议室, stateDirectory: /a}
            roomServer:
              urls:
                - https://room.example.org/
                - wss://[fe80::1]:8443/base
              trust: sha256:\(String(repeating: "AB:", count: 31))ab
              system: user
              room: "001"
              userID: 7
              headersFile: \(folder.path("headers"))
            room:
              listen: ["127.0.0.1:0", "[::]:8080"]
              publicURL: https://tv.example.org
              plainHTTP: all
              certificate: /etc/certificate.pem
              privateKey: \(folder.path("key.pem"))
              stateDirectory: /b
              codeLength: 8
              iceServers:
                - urls: stun:stun.example.org
                - urls: [turn:turn.example.org:3478?transport=udp, turns:turn.example.org]
                  username: a b
                  credentialFile: \(folder.path("turn"))
              systems: [projection, cmd /ws]
              trustedProxies: [127.0.0.1, 10.0.0.0/8, "2001:db8::/32"]
              origins: [self, "https://Pages.example.org"]
            limits:
              {failedJoins: 6, failedJoinInterval: 7, failedJoinsPerConnection: 8, failedJoinsPerSecond: 40,
                handshakesPerSecond: 0, connectionsPerAddress: 100, messagesPerSecond: 60, messageSize: 64, senders: 4,
                candidates: 100, newCodes: 10, codeReservation: 30}
            directory:
              {url: "rediss://rooms@redis.example.org/2", passwordFile: \(folder.path("turn")), authorities: /etc/redis.pem,
                serverKeyFile: \(folder.path("key.pem"))}
            admin: {listen: ["127.0.0.1:9443"], tokenFile: \(folder.path("turn"))}
            turn: {urls: [turn:turn.example.org], secretFile: \(folder.path("turn")), ttl: 600, check: off}
            ice: {transportPolicy: relay, trust: \(folder.path("key.pem"))}
            display:
              {backend: x11, card: /dev/dri/card1, connector: HDMI-A-2, mode: 1920x1080@59.94, size: 1280x720, fullScreen: no,
                rotation: 90, overscan: 2.5, blankAfter: 90m, cec: no}
            video: {startBitrate: 2000, maxBitrate: 8000, decoderThreads: 4, latency: smooth, codec: vp9, relayStartBitrate: 900}
            audio: {output: off, device: "hdmi:CARD=vc4hdmi0,DEV=0", volume: 40, mute: on}
            look:
              {language: zh, logo: /l.png, background: "#FFffFF", backgroundPicture: /b.png, accent: 102030, clock: 12h,
                presenterName: 0, codeWhileProjecting: yes}
            input: {keys: no}
            sessions: {policy: refuse}
            code: {policy: each-session, every: 12h}
            control: {socket: /c}
            reset: {generation: 7}
            log: {level: debug}
            """
        let file = try folder.write(text, to: "diascope.yaml")
        let settings = try Settings.load(files: [file], environment: [:], system: machine)
        #expect(settings.tv.name == "三楼会议室")
        #expect(settings.tv.stateDirectory == "/a")
        #expect(settings.roomServer.urls.map(\.settingText) == ["https://room.example.org", "wss://[fe80::1]:8443/base"])
        #expect(settings.roomServer.urls.map(\.port) == [443, 8443])
        #expect(settings.roomServer.trust == .pinned(Array(repeating: 0xAB, count: 32)))
        #expect(settings.room.listen == [HostPort(host: "127.0.0.1", port: 0), HostPort(host: "::", port: 8080)])
        #expect(settings.room.publicURL?.host == "tv.example.org")
        #expect(settings.room.plainHTTP == .all)
        #expect(settings.room.privateKey?.path == folder.path("key.pem"))
        #expect(settings.roomServer.system.settingText == "user")
        #expect(settings.roomServer.userID == "7" && settings.roomServer.room == "001")
        #expect(try settings.roomServer.headersFile?.read().exposed == "Cookie: a=b")
        #expect(settings.room.systems.map(\.settingText) == ["projection", "cmd /ws"])
        #expect(settings.room.codeLength == 8)
        #expect(settings.room.iceServers.map(\.username) == [nil, "a b"])
        #expect(try settings.room.iceServers[1].credentialFile?.read().exposed == "s3cret")
        #expect(settings.room.trustedProxies == ["127.0.0.1", "10.0.0.0/8", "2001:db8::/32"].compactMap { IPNetwork($0) })
        #expect(settings.room.origins == [.own, .origin("https://pages.example.org")])
        #expect(settings.limits.failedJoins == 6 && settings.limits.codeReservation == 30)
        #expect(settings.limits.handshakesPerSecond == 0 && settings.limits.failedJoinsPerSecond == 40)
        #expect(settings.directory.url?.settingText == "rediss://rooms@redis.example.org:6379/2")
        #expect(try settings.directory.passwordFile?.firstLine().exposed == "s3cret")
        #expect(settings.directory.authorities == "/etc/redis.pem")
        #expect(try settings.directory.serverKeyFile?.read().exposed == "key")
        #expect(settings.turn.urls.map(\.settingText) == ["turn:turn.example.org:3478"])
        #expect(try settings.turn.secretFile?.read().exposed == "s3cret")
        #expect(settings.turn.ttl == 600 && !settings.turn.check)
        #expect(settings.admin.listen == [HostPort(host: "127.0.0.1", port: 9443)])
        #expect(try settings.admin.tokenFile?.read().exposed == "s3cret")
        #expect(settings.ice.transportPolicy == .relay)
        #expect(settings.ice.trust.settingText == folder.path("key.pem"))
        #expect(settings.video.relayStartBitrate == 900)
        #expect(settings.display.backend == .x11)
        #expect(settings.display.card == "/dev/dri/card1")
        #expect(settings.display.connector == "HDMI-A-2")
        #expect(settings.display.mode == DisplayModeText(settingText: "1920x1080@59.94"))
        #expect(settings.display.size == DisplaySize(width: 1280, height: 720))
        #expect(!settings.display.fullScreen)
        #expect(settings.display.rotation.degrees == 90)
        #expect(settings.display.overscan == 2.5)
        #expect(settings.display.blankAfter?.seconds == 5400)
        #expect(!settings.display.cec && !settings.input.keys)
        #expect(settings.video.startBitrate == 2000)
        #expect(settings.video.maxBitrate == 8000)
        #expect(settings.video.decoderThreads == 4)
        #expect(settings.video.latency == .smooth)
        #expect(settings.video.codec == .vp9)
        #expect(!settings.audio.output && settings.audio.mute)
        #expect(settings.audio.device == "hdmi:CARD=vc4hdmi0,DEV=0")
        #expect(settings.audio.volume == 40)
        #expect(settings.look.language == .simplifiedChinese && settings.look.clock == .twelveHours)
        #expect(settings.look.logo == "/l.png" && settings.look.backgroundPicture == "/b.png")
        #expect(settings.look.background.rgb == 0xFFFFFF && settings.look.accent.settingText == "102030")
        #expect(settings.look.presenterName == 0 && settings.look.codeWhileProjecting)
        #expect(settings.sessions.policy == .refuse)
        #expect(settings.code.policy == .eachSession)
        #expect(settings.code.every?.seconds == 43_200)
        #expect(settings.control.socket == "/c")
        #expect(settings.reset.generation == 7)
        #expect(settings.log.level == .debug)
        #expect(settings.origin(of: "log.level") == .file(path: file.path, line: text.split(separator: "\n").count))
        #expect(settings.effectiveValues.allSatisfy { $0.origin != .builtIn && $0.text != nil })
    }

    @Test func laterLayersWin() throws {
        let folder = try Folder()
        let etc = try folder.write("video: {startBitrate: 1000, maxBitrate: 9000}\nlog: {level: trace}\n", to: "etc.yaml")
        let boot = try folder.write("\nvideo:\n  startBitrate: 2000\nlog: {level: error}\n", to: "boot.yaml")
        let settings = try Settings.load(
            files: [etc, boot],
            environment: ["DIASCOPE_LOG_LEVEL": "notice", "DIASCOPE_TV_NAME": "Hall", "HOME": "/root"],
            flags: [SettingsFlag("--name", key: "tv.name", "Stage")],
            system: machine
        )
        #expect(settings.video.maxBitrate == 9000)
        #expect(settings.origin(of: "video.maxBitrate") == .file(path: etc.path, line: 1))
        #expect(settings.video.startBitrate == 2000)
        #expect(settings.origin(of: "video.startBitrate") == .file(path: boot.path, line: 3))
        #expect(settings.log.level == .notice)
        #expect(settings.origin(of: "log.level") == .environment(name: "DIASCOPE_LOG_LEVEL"))
        #expect(settings.tv.name == "Stage")
        #expect(settings.origin(of: "tv.name") == .flag(name: "--name"))
        #expect(settings.origin(of: "tv.stateDirectory") == .builtIn)
    }

    @Test func replacesListsAsAWhole() throws {
        let folder = try Folder()
        let file = try folder.write("roomServer:\n  urls: [https://a.example, https://b.example]\n", to: "etc.yaml")
        let settings = try Settings.load(
            files: [file],
            environment: ["DIASCOPE_ROOM_SERVER_URLS": "wss://c.example, wss://d.example"],
            system: machine
        )
        #expect(settings.roomServer.urls.map(\.host) == ["c.example", "d.example"])
    }

    @Test func takesASingleValueForAListOfOne() throws {
        #expect(try read("roomServer: {urls: https://a.example}").settings.roomServer.urls.map(\.host) == ["a.example"])
    }

    @Test func countsAnEmptyVariableAsNotSet() throws {
        let settings = try Settings.load(files: [], environment: ["DIASCOPE_TV_NAME": ""], system: machine)
        #expect(settings.tv.name == "box")
    }

    @Test func readsAnEmptyOrCommentedFileAsNothing() throws {
        for text in ["", "# only words\n", "---\n", "tv:\n  # name: x\ndisplay:\n", "{}"] {
            let (settings, problems) = try read(text)
            #expect(problems.isEmpty)
            #expect(settings == Settings(system: machine))
        }
    }

    @Test func keepsWhatIsGoodBesideWhatIsWrong() throws {
        let (settings, problems) = try read("display:\n  rotaton: 90\n  overscan: 5\nvideo:\n  startBitrate: fast\n")
        #expect(problems.count == 2)
        #expect(settings.display.overscan == 5)
        #expect(settings.video.startBitrate == 4000)
    }

    @Test func throwsAllProblemsOfAllLayers() throws {
        let folder = try Folder()
        let first = try folder.write("tv: {nam: x}\n", to: "a.yaml")
        let second = try folder.write("display: {rotation: 45}\nlog: {level: loud}\n", to: "b.yaml")
        let error = try #require(throws: SettingsError.self) {
            try Settings.load(
                files: [first, second],
                environment: ["DIASCOPE_ROTATION": "90"],
                flags: [SettingsFlag("--listen", key: "room.listen", "8080")],
                system: machine
            )
        }
        #expect(
            error.problems.map(\.origin) == [
                .file(path: first.path, line: 1), .file(path: second.path, line: 1), .file(path: second.path, line: 2),
                .environment(name: "DIASCOPE_ROTATION"), .flag(name: "--listen"),
            ]
        )
        #expect(error.description.split(separator: "\n").count == 5)
    }

    @Test func ignoresVariablesOfBuildAndTests() throws {
        let environment = ["DIASCOPE_ROOMS": "STUN", "DIASCOPE_TEST_SCREENS": "/x", "DIASCOPE_BENCH": "1", "PATH": "/bin"]
        #expect(throws: Never.self) { try Settings.load(files: [], environment: environment, system: machine) }
    }

    @Test func tellsAMissingFileThatWasAskedFor() throws {
        let error = try #require(throws: SettingsError.self) {
            try Settings.load(files: SettingsFile.standard(config: "/nowhere/x.yaml"), environment: [:], system: machine)
        }
        #expect(error.problems.first?.origin == .file(path: "/nowhere/x.yaml", line: 0))
        #expect(error.problems.first?.reason == .unreadableFile("No such file or directory"))
    }

    @Test func refusesADirectoryAndAHugeFile() throws {
        let folder = try Folder()
        let directory = Settings.loadWhatIsGood(
            files: [SettingsFile(path: folder.url.path(), isRequired: false)],
            environment: [:],
            system: machine
        )
        #expect(directory.problems.first?.reason == .unreadableFile("it is not a file"))
        let huge = try folder.write(String(repeating: "# filler\n", count: 40_000), to: "huge.yaml")
        let result = Settings.loadWhatIsGood(files: [huge], environment: [:], system: machine)
        #expect(result.problems.map(\.reason) == [.fileTooLarge(256 * 1024)])
    }

    @Test func findsDirectoriesTheWaySystemdAndDesktopsDo() {
        let service = SystemDefaults(environment: [
            "STATE_DIRECTORY": "/var/lib/diascope:/var/lib/x", "RUNTIME_DIRECTORY": "/run/diascope", "HOME": "/root",
        ])
        #expect(service.stateDirectory == "/var/lib/diascope")
        #expect(service.controlSocket == "/run/diascope/control.sock")
        let person = SystemDefaults(environment: ["HOME": "/home/a", "XDG_RUNTIME_DIR": "/run/user/1000"])
        #expect(person.stateDirectory == "/home/a/.local/state/diascope")
        #expect(person.controlSocket == "/run/user/1000/diascope/control.sock")
        let nobody = SystemDefaults(environment: [:])
        #expect(nobody.stateDirectory == "/var/lib/diascope")
        #expect(nobody.controlSocket.hasPrefix("/tmp/diascope-"))
        #expect(!nobody.hostName.isEmpty)
    }
}
