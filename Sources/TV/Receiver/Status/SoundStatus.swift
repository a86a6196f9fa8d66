import JSON

/// What the TV plays on: the status JSON's top-level `audio`.
package struct SoundStatus: Sendable, Equatable {
    package enum State: String, Sendable {
        /// The settings want no sound.
        case off
        /// Nobody sends sound; the device is closed.
        case idle
        case playing
        /// There is sound, and no device for it.
        case unavailable
    }

    package var state: State
    /// As ALSA names it; `nil` where no sound is wanted, as all that follows.
    package var device: String?
    /// 0…100.
    package var volume: Int?
    package var isMuted: Bool?
    /// What failed, why, what to do.
    package var error: String?

    package init(
        state: State,
        device: String? = nil,
        volume: Int? = nil,
        isMuted: Bool? = nil,
        error: String? = nil
    ) {
        self.state = state
        self.device = device
        self.volume = volume
        self.isMuted = isMuted
        self.error = error
    }

    var json: JSONValue {
        [
            "state": JSONValue(state.rawValue), "device": JSONValue(device), "volume": JSONValue(volume),
            "muted": isMuted.map { .bool($0) } ?? .null,
            "error": JSONValue(error),
        ]
    }
}

/// The sound of one session, in the status JSON's `audio` of the session; W3C webrtc-stats names where they exist. Times in seconds.
package struct SessionSoundStatus: Sendable, Equatable {
    package var packetsReceived = 0
    package var packetsLost = 0
    package var packetsDiscarded = 0
    package var bytesReceived = 0
    package var nackCount = 0
    package var fecPacketsReceived = 0
    package var jitter = 0.0
    package var totalSamplesReceived = 0
    package var concealedSamples = 0
    package var concealmentEvents = 0
    package var insertedSamplesForDeceleration = 0
    package var removedSamplesForAcceleration = 0
    package var jitterBufferDelay = 0.0
    package var jitterBufferTargetDelay = 0.0
    package var jitterBufferEmittedCount = 0
    /// Times the device ran dry.
    package var underruns = 0
    /// By how much sound is heard later than the picture is seen; negative when it is earlier.
    package var behindVideo: Double?

    package init() {}

    var json: JSONValue {
        [
            "codec": "opus", "packetsReceived": JSONValue(packetsReceived), "packetsLost": JSONValue(packetsLost),
            "packetsDiscarded": JSONValue(packetsDiscarded), "bytesReceived": JSONValue(bytesReceived),
            "nackCount": JSONValue(nackCount), "fecPacketsReceived": JSONValue(fecPacketsReceived), "jitter": JSONValue(jitter),
            "totalSamplesReceived": JSONValue(totalSamplesReceived), "concealedSamples": JSONValue(concealedSamples),
            "concealmentEvents": JSONValue(concealmentEvents),
            "insertedSamplesForDeceleration": JSONValue(insertedSamplesForDeceleration),
            "removedSamplesForAcceleration": JSONValue(removedSamplesForAcceleration),
            "jitterBufferDelay": JSONValue(jitterBufferDelay), "jitterBufferTargetDelay": JSONValue(jitterBufferTargetDelay),
            "jitterBufferEmittedCount": JSONValue(jitterBufferEmittedCount), "underruns": JSONValue(underruns),
            "behindVideo": JSONValue(behindVideo),
        ]
    }
}
