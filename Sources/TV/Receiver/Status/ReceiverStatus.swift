package import Dialects
package import JSON

/// What the TV is doing: the status JSON of the control API.
package struct ReceiverStatus: Sendable, Equatable {
    package var version: String
    /// Of the foremost session.
    package var state: TVState
    package var projectionCode: String?
    package var senderURL: String?
    package var roomServer: RoomServerStatus
    package var display: DisplayStatus?
    package var audio: SoundStatus?
    /// The foremost first.
    package var sessions: [SessionStatus]

    package init(
        version: String,
        state: TVState,
        projectionCode: String? = nil,
        senderURL: String? = nil,
        roomServer: RoomServerStatus,
        display: DisplayStatus? = nil,
        sessions: [SessionStatus] = []
    ) {
        self.version = version
        self.state = state
        self.projectionCode = projectionCode
        self.senderURL = senderURL
        self.roomServer = roomServer
        self.display = display
        self.sessions = sessions
    }

    /// What the state machine knows; the driver adds each session's figures.
    package init(_ machine: ReceiverStateMachine, version: String, roomServer: RoomServerStatus, display: DisplayStatus?) {
        let foremost = machine.foremost
        let others = machine.sessions.reversed().filter { $0.id != foremost?.id }
        self.init(
            version: version,
            state: machine.state,
            projectionCode: machine.projectionCode,
            senderURL: machine.currentSenderURL,
            roomServer: roomServer,
            display: display,
            sessions: ((foremost.map { [$0] } ?? []) + others).compactMap { SessionStatus($0) }
        )
    }

    package var json: JSONValue {
        [
            "version": JSONValue(version), "state": JSONValue(state.rawValue), "projectionCode": JSONValue(projectionCode),
            "senderURL": JSONValue(senderURL), "roomServer": roomServer.json, "display": display?.json ?? .null,
            "audio": audio?.json ?? .null,
            "sessions": .array(sessions.map(\.json)), "session": sessions.first?.json ?? .null,
        ]
    }
}

/// The TV's room server.
package struct RoomServerStatus: Sendable, Equatable {
    package var url: String
    /// The signaling system's name.
    package var system: String
    package var isConnected: Bool
    /// Since the start.
    package var reconnects: Int

    package init(url: String, system: String = "projection", isConnected: Bool = false, reconnects: Int = 0) {
        self.url = url
        self.system = system
        self.isConnected = isConnected
        self.reconnects = reconnects
    }

    var json: JSONValue {
        [
            "url": JSONValue(url), "system": JSONValue(system), "connected": .bool(isConnected),
            "reconnects": JSONValue(reconnects),
        ]
    }
}

/// What the TV paints on.
package struct DisplayStatus: Sendable, Equatable {
    package enum PlanePath: String, Sendable {
        case yuvPlane = "yuv-plane"
        case rgb
    }

    package enum Power: String, Sendable {
        case on
        case off
        /// It was to sleep, and cannot be put to sleep.
        case unsupported
    }

    /// `drm`, `x11` or `headless`.
    package var backend: String
    package var connector: String?
    package var width: Int
    package var height: Int
    package var refreshHz: Double?
    package var planePath: PlanePath
    package var power: Power
    /// Why there is no picture, with what to do; `nil` while all is well.
    package var fault: String?

    package init(
        backend: String,
        connector: String? = nil,
        width: Int,
        height: Int,
        refreshHz: Double? = nil,
        planePath: PlanePath = .rgb,
        power: Power = .on,
        fault: String? = nil
    ) {
        self.backend = backend
        self.connector = connector
        self.width = width
        self.height = height
        self.refreshHz = refreshHz
        self.planePath = planePath
        self.power = power
        self.fault = fault
    }

    var json: JSONValue {
        [
            "backend": JSONValue(backend), "connector": JSONValue(connector), "width": JSONValue(width),
            "height": JSONValue(height), "refreshHz": JSONValue(refreshHz), "planePath": JSONValue(planePath.rawValue),
            "power": JSONValue(power.rawValue), "fault": JSONValue(fault),
        ]
    }
}
