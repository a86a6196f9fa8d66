extension SettingKey {
    /// Every key there is, in the order of `Config/diascope.yaml`.
    static let table: [SettingKey] = [
        .plainText("tv.name", \.tv.name, expectation: "1 to 64 characters on one line", isName),
        .plainText("tv.stateDirectory", \.tv.stateDirectory, expectation: FilePathText.expectation, FilePathText.isPath),

        .list("roomServer.urls", \.roomServer.urls),
        .text("roomServer.trust", \.roomServer.trust),
        .text("roomServer.system", \.roomServer.system),
        .optionalPlainText("roomServer.room", \.roomServer.room, expectation: "1 to 64 characters without blanks", isWord),
        .optionalPlainText(
            "roomServer.userID",
            \.roomServer.userID,
            expectation: "a number over 0, or 1 to 64 characters without blanks",
            isUserID
        ),
        .optionalText("roomServer.headersFile", \.roomServer.headersFile),

        .list("room.listen", \.room.listen),
        .optionalText("room.publicURL", \.room.publicURL),
        .text("room.plainHTTP", \.room.plainHTTP),
        .optionalPlainText("room.certificate", \.room.certificate, expectation: FilePathText.expectation, FilePathText.isPath),
        .optionalText("room.privateKey", \.room.privateKey),
        .plainText("room.stateDirectory", \.room.stateDirectory, expectation: FilePathText.expectation, FilePathText.isPath),
        .integer("room.codeLength", \.room.codeLength, 6...12, unit: "characters"),
        .list("room.iceServers", \.room.iceServers),
        .list("room.systems", \.room.systems),
        .list("room.trustedProxies", \.room.trustedProxies),
        .list("room.origins", \.room.origins),

        .integer("limits.failedJoins", \.limits.failedJoins, 1...1000),
        .integer("limits.failedJoinInterval", \.limits.failedJoinInterval, 1...3600, unit: "seconds"),
        .integer("limits.failedJoinsPerConnection", \.limits.failedJoinsPerConnection, 1...1000),
        .integer("limits.failedJoinsPerSecond", \.limits.failedJoinsPerSecond, 5...1000),
        .integer("limits.handshakesPerSecond", \.limits.handshakesPerSecond, 0...10_000),
        .integer("limits.connectionsPerAddress", \.limits.connectionsPerAddress, 0...100_000),
        .integer("limits.messagesPerSecond", \.limits.messagesPerSecond, 0...10_000),
        .integer("limits.messageSize", \.limits.messageSize, 64...1024, unit: "KiB"),
        .integer("limits.senders", \.limits.senders, 1...64),
        .integer("limits.candidates", \.limits.candidates, 10...1000),
        .integer("limits.newCodes", \.limits.newCodes, 1...10_000),
        .integer("limits.codeReservation", \.limits.codeReservation, 1...365, unit: "days"),

        .optionalText("directory.url", \.directory.url),
        .optionalText("directory.passwordFile", \.directory.passwordFile),
        .optionalPlainText(
            "directory.authorities",
            \.directory.authorities,
            expectation: FilePathText.expectation,
            FilePathText.isPath
        ),
        .optionalText("directory.serverKeyFile", \.directory.serverKeyFile),

        .list("admin.listen", \.admin.listen),
        .optionalText("admin.tokenFile", \.admin.tokenFile),

        .list("turn.urls", \.turn.urls),
        .optionalText("turn.secretFile", \.turn.secretFile),
        .integer("turn.ttl", \.turn.ttl, 300...604_800, unit: "seconds"),
        .flag("turn.check", \.turn.check),

        .text("ice.transportPolicy", \.ice.transportPolicy),
        .text("ice.trust", \.ice.trust),

        .text("display.backend", \.display.backend),
        .optionalPlainText("display.card", \.display.card, expectation: FilePathText.expectation, FilePathText.isPath),
        .optionalPlainText(
            "display.connector",
            \.display.connector,
            expectation: "a connector's name as in /sys/class/drm, such as HDMI-A-1",
            isConnectorName
        ),
        .optionalText("display.mode", \.display.mode),
        .text("display.size", \.display.size),
        .flag("display.fullScreen", \.display.fullScreen),
        .text("display.rotation", \.display.rotation),
        .number("display.overscan", \.display.overscan, 0...10, unit: "percent"),
        .optionalText("display.blankAfter", \.display.blankAfter),
        .flag("display.cec", \.display.cec),

        .integer("video.startBitrate", \.video.startBitrate, 300...50000, unit: "kbit/s"),
        .integer("video.relayStartBitrate", \.video.relayStartBitrate, 300...50000, unit: "kbit/s"),
        .integer("video.maxBitrate", \.video.maxBitrate, 300...50000, unit: "kbit/s"),
        .integer("video.decoderThreads", \.video.decoderThreads, 1...4),
        .text("video.latency", \.video.latency),
        .text("video.codec", \.video.codec),

        .flag("audio.output", \.audio.output),
        .plainText(
            "audio.device",
            \.audio.device,
            expectation: "the name of a sound device, as 'aplay -L' lists them, up to 128 characters on one line",
            isDevice
        ),
        .integer("audio.volume", \.audio.volume, 0...100, unit: "percent"),
        .flag("audio.mute", \.audio.mute),

        .text("look.language", \.look.language),
        .optionalPlainText("look.logo", \.look.logo, expectation: FilePathText.expectation, FilePathText.isPath),
        .optionalPlainText(
            "look.backgroundPicture",
            \.look.backgroundPicture,
            expectation: FilePathText.expectation,
            FilePathText.isPath
        ),
        .text("look.background", \.look.background),
        .text("look.accent", \.look.accent),
        .text("look.clock", \.look.clock),
        .integer("look.presenterName", \.look.presenterName, 0...60, unit: "seconds"),
        .flag("look.codeWhileProjecting", \.look.codeWhileProjecting),

        .flag("input.keys", \.input.keys),

        .text("sessions.policy", \.sessions.policy),

        .text("code.policy", \.code.policy),
        .optionalText("code.every", \.code.every),

        .plainText("control.socket", \.control.socket, expectation: FilePathText.expectation, FilePathText.isPath),

        .integer("reset.generation", \.reset.generation, 0...Int(Int32.max)),

        .text("log.level", \.log.level),
    ]

    static let byName: [String: SettingKey] = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })
    static let sections: Set<String> = Set(table.map { String($0.name.prefix { $0 != "." }) })

    private static let isConnectorName: @Sendable (String) -> Bool = { text in
        (1...32).contains(text.utf8.count) && text.contains("-")
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF)
            }
    }

    private static let isDevice: @Sendable (String) -> Bool = { text in
        (1...128).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7F }
    }

    private static let isWord: @Sendable (String) -> Bool = { text in
        (1...64).contains(text.count) && text.utf8.count <= 256
            && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.properties.generalCategory != .control }
    }

    /// Zero is nobody in systems of this kind.
    private static let isUserID: @Sendable (String) -> Bool = { text in
        isWord(text) && !text.allSatisfy { $0 == "0" } && Int64(text) ?? 1 > 0
    }

    private static let isName: @Sendable (String) -> Bool = { text in
        (1...64).contains(text.count) && text.utf8.count <= 256 && text.contains { !$0.isWhitespace }
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
