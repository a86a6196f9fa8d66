package import JSON

/// One session in the status JSON; W3C webrtc-stats names where they exist, times in seconds, sizes in pixels or bytes.
///
/// What is not known (yet) is `nil` and written as `null`.
package struct SessionStatus: Sendable, Equatable {
    package var id: SessionID
    package var state: SessionState
    package var senderName: String?
    /// RFC 3339, UTC.
    package var startedAt: String?
    package var codec: String?
    package var frameWidth: Int?
    package var frameHeight: Int?
    package var framesPerSecond: Double?
    package var framesReceived: Int?
    package var framesDecoded: Int?
    package var framesDisplayed: Int?
    package var framesDropped: Int?
    package var keyFramesDecoded: Int?
    package var freezeCount: Int?
    package var totalFreezesDuration: Double?
    package var packetsReceived: Int?
    package var packetsLost: Int?
    package var bytesReceived: Int?
    package var nackCount: Int?
    package var pliCount: Int?
    package var retransmittedPacketsReceived: Int?
    package var jitter: Double?
    package var roundTripTime: Double?
    /// From the answer that was sent to the first frame on the screen.
    package var timeToFirstFrame: Double?
    package var totalDecodeTime: Double?
    /// From a frame's last packet to the screen.
    package var receiveToDisplay: Percentiles?
    package var localCandidateType: String?
    package var remoteCandidateType: String?
    package var relayProtocol: String?
    package var dtlsCipher: String?
    package var srtpCipher: String?
    /// `nil` where the sender sends no sound.
    package var audio: SessionSoundStatus?

    package enum SessionState: String, Sendable {
        case negotiating, projecting, interrupted
    }

    package struct Percentiles: Sendable, Equatable {
        package var p50: Double
        package var p99: Double

        package init(p50: Double, p99: Double) {
            self.p50 = p50
            self.p99 = p99
        }
    }

    package init(id: SessionID, state: SessionState, senderName: String? = nil) {
        self.id = id
        self.state = state
        self.senderName = senderName
    }

    /// Of a session of the state machine; `nil` if it has ended.
    package init?(_ session: SessionStateMachine) {
        switch session.state {
        case .negotiating: self.init(id: session.id, state: .negotiating, senderName: session.name)
        case .projecting: self.init(id: session.id, state: .projecting, senderName: session.name)
        case .interrupted: self.init(id: session.id, state: .interrupted, senderName: session.name)
        case .ended: return nil
        }
    }

    package var json: JSONValue {
        [
            "id": JSONValue(id.description), "state": JSONValue(state.rawValue), "senderName": JSONValue(senderName),
            "startedAt": JSONValue(startedAt), "codec": JSONValue(codec), "frameWidth": JSONValue(frameWidth),
            "frameHeight": JSONValue(frameHeight), "framesPerSecond": JSONValue(framesPerSecond),
            "framesReceived": JSONValue(framesReceived), "framesDecoded": JSONValue(framesDecoded),
            "framesDisplayed": JSONValue(framesDisplayed), "framesDropped": JSONValue(framesDropped),
            "keyFramesDecoded": JSONValue(keyFramesDecoded), "freezeCount": JSONValue(freezeCount),
            "totalFreezesDuration": JSONValue(totalFreezesDuration), "packetsReceived": JSONValue(packetsReceived),
            "packetsLost": JSONValue(packetsLost), "bytesReceived": JSONValue(bytesReceived),
            "nackCount": JSONValue(nackCount), "pliCount": JSONValue(pliCount),
            "retransmittedPacketsReceived": JSONValue(retransmittedPacketsReceived), "jitter": JSONValue(jitter),
            "roundTripTime": JSONValue(roundTripTime), "timeToFirstFrame": JSONValue(timeToFirstFrame),
            "totalDecodeTime": JSONValue(totalDecodeTime),
            "receiveToDisplay": receiveToDisplay.map { ["p50": .number($0.p50), "p99": .number($0.p99)] } ?? .null,
            "localCandidateType": JSONValue(localCandidateType), "remoteCandidateType": JSONValue(remoteCandidateType),
            "relayProtocol": JSONValue(relayProtocol), "dtlsCipher": JSONValue(dtlsCipher), "srtpCipher": JSONValue(srtpCipher),
            "audio": audio?.json ?? .null,
        ]
    }
}
