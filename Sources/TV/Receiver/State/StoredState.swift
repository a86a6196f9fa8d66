import JSON
package import Wire

/// What a TV remembers over restarts.
package struct StoredState: Sendable, Equatable {
    /// The projection code and what proves that it is ours.
    package var code: String?
    package var token: Redacted<String>?
    /// When the code became ours, in seconds since 1970.
    package var codeIssuedAt: Int64?
    /// The `reset.generation` that was acted on last; it survives every reset.
    package var resetGeneration: String?
    /// The fingerprint of the reset file on the boot partition that was acted on last; it survives every reset.
    package var bootFile: String?
    /// A moment that has certainly passed, in seconds since 1970: a clock that says less is wrong.
    package var lastKnownTime: Int64?
    /// `sha256:…` of each room server's certificate by host and port, with `roomServer.trust: first-use`.
    package var pinnedCertificates: [String: String]
    /// The hardware this state was written on.
    package var hardware: HardwareIdentity?

    package init(
        code: String? = nil,
        token: Redacted<String>? = nil,
        codeIssuedAt: Int64? = nil,
        resetGeneration: String? = nil,
        bootFile: String? = nil,
        lastKnownTime: Int64? = nil,
        pinnedCertificates: [String: String] = [:],
        hardware: HardwareIdentity? = nil
    ) {
        self.code = code
        self.token = token
        self.codeIssuedAt = codeIssuedAt
        self.resetGeneration = resetGeneration
        self.bootFile = bootFile
        self.lastKnownTime = lastKnownTime
        self.pinnedCertificates = pinnedCertificates
        self.hardware = hardware
    }
}

extension StoredState {
    /// What a directory holds, without taking it; `nil` if there is nothing this user may read.
    package static func read(directory: String) -> StoredState? {
        guard case .contents(let bytes) = PosixFile.read(directory + "/state.json", atMost: 65_536) else { return nil }
        return StoredState(parsing: bytes)
    }

    /// `nil` if this is no state file of ours. Members that are not known are ignored, missing ones are `nil`.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes.span), case .object(let object) = value else { return nil }
        self.init(
            code: object["code"]?.string,
            token: object["token"]?.string.map { Redacted($0) },
            codeIssuedAt: object["codeIssuedAt"]?.integer,
            resetGeneration: object["resetGeneration"]?.string,
            bootFile: object["bootFile"]?.string,
            lastKnownTime: object["lastKnownTime"]?.integer,
            pinnedCertificates: StoredState.pins(in: object["pinnedCertificates"]),
            hardware: object["hardware"].flatMap(HardwareIdentity.init(json:))
        )
    }

    private static func pins(in value: JSONValue?) -> [String: String] {
        var pins: [String: String] = [:]
        for member in value?.object?.members ?? [] { pins[member.name] = member.value.string }
        return pins
    }

    var fileContents: [UInt8] {
        var pins = JSONObject()
        for (authority, pin) in pinnedCertificates.sorted(by: { $0.key < $1.key }) { pins[authority] = .string(pin) }
        var object = JSONObject()
        object["code"] = code.map { .string($0) }
        object["token"] = token.map { .string($0.exposed) }
        object["codeIssuedAt"] = codeIssuedAt.map { .integer($0) }
        object["resetGeneration"] = resetGeneration.map { .string($0) }
        object["bootFile"] = bootFile.map { .string($0) }
        object["lastKnownTime"] = lastKnownTime.map { .integer($0) }
        object["pinnedCertificates"] = .object(pins)
        object["hardware"] = hardware?.json
        return JSONValue.object(object).serializedBytes() + [0x0A]
    }
}
