import JSON
package import Wire

/// What the server announces in its open packet.
package struct EngineIOHandshake: Sendable, Equatable {
    /// Whoever knows it owns the session.
    package var sid: Redacted<String>
    /// The transports to which this one may be upgraded.
    package var upgrades: [String]
    package var pingInterval: Duration
    package var pingTimeout: Duration
    /// Bytes; only batches of packets are split by it. Servers before Socket.IO 4.5 and those of revision 3 leave it out.
    package var maxPayload: Int?

    package init(
        sid: Redacted<String>,
        upgrades: [String],
        pingInterval: Duration,
        pingTimeout: Duration,
        maxPayload: Int?
    ) {
        self.sid = sid
        self.upgrades = upgrades
        self.pingInterval = pingInterval
        self.pingTimeout = pingTimeout
        self.maxPayload = maxPayload
    }

    /// Reads the content of an open packet; durations are in milliseconds and up to a day.
    package init(parsing text: String) throws(EngineIOError) {
        let longest: Int64 = 86_400_000
        guard let json = try? JSONValue(parsing: text, maximumDepth: 8),
            let sid = json["sid"]?.string, !sid.isEmpty, sid.utf8.count <= 256,
            let pingInterval = json["pingInterval"]?.integer, (0...longest).contains(pingInterval),
            let pingTimeout = json["pingTimeout"]?.integer, (0...longest).contains(pingTimeout)
        else { throw .invalidHandshake }
        self.init(
            sid: Redacted(sid),
            upgrades: json["upgrades"]?.array?.compactMap(\.string) ?? [],
            pingInterval: .milliseconds(pingInterval),
            pingTimeout: .milliseconds(pingTimeout),
            maxPayload: json["maxPayload"]?.integer.flatMap { $0 > 0 ? Int(exactly: $0) : nil }
        )
    }

    /// The content of an open packet.
    package var text: String {
        var object: JSONObject = [
            "sid": .string(sid.exposed),
            "upgrades": .array(upgrades.map(JSONValue.string)),
            "pingInterval": .integer(pingInterval.nanoseconds / 1_000_000),
            "pingTimeout": .integer(pingTimeout.nanoseconds / 1_000_000),
        ]
        if let maxPayload { object["maxPayload"] = .integer(Int64(maxPayload)) }
        return JSONValue.object(object).serialized()
    }
}
