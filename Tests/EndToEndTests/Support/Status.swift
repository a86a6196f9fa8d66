import Foundation

/// The parts of the status JSON that the tests look at.
struct Status: Sendable {
    struct Session: Sendable, Decodable {
        var state: String
        var senderName: String?
        var startedAt: String?
        var codec: String?
        var frameWidth: Int?
        var frameHeight: Int?
        var framesReceived: Int?
        var framesDisplayed: Int?
        var freezeCount: Int?
        var framesDecoded: Int?
        var keyFramesDecoded: Int?
        var timeToFirstFrame: Double?
        var packetsReceived: Int?
        var dtlsCipher: String?
        var srtpCipher: String?
        var localCandidateType: String?
        var remoteCandidateType: String?
        var relayProtocol: String?
        var audio: Audio?

        struct Audio: Sendable, Decodable {
            var packetsReceived: Int?
            var packetsLost: Int?
            var totalSamplesReceived: Int?
            var concealedSamples: Int?
            var underruns: Int?
            var behindVideo: Double?
        }
    }

    private struct Document: Decodable {
        struct RoomServer: Decodable {
            var connected: Bool
            var reconnects: Int?
        }
        struct Display: Decodable {
            var backend: String
            var width: Int?
            var height: Int?
        }
        var state: String
        var projectionCode: String?
        var senderURL: String?
        var roomServer: RoomServer
        struct Audio: Decodable {
            var state: String
            var error: String?
        }
        var display: Display
        var audio: Audio?
        var sessions: [Session]
    }

    let text: String
    private let document: Document

    init?(json: String) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(json.utf8)) else { return nil }
        text = json
        self.document = document
    }

    var state: String { document.state }
    var projectionCode: String? { document.projectionCode }
    var senderURL: String? { document.senderURL }
    var isConnected: Bool { document.roomServer.connected }
    var reconnects: Int { document.roomServer.reconnects ?? 0 }
    var sessions: [Session] { document.sessions }
    var displayBackend: String { document.display.backend }
    var displayWidth: Int? { document.display.width }
    var audioState: String? { document.audio?.state }
    var audioError: String? { document.audio?.error }
    /// At 48 kHz.
    var samplesPlayed: Int { document.sessions.first?.audio?.totalSamplesReceived ?? 0 }
    /// Seconds.
    var behindVideo: Double? { document.sessions.first?.audio?.behindVideo }
    var framesReceived: Int { document.sessions.first?.framesReceived ?? 0 }
    var framesDisplayed: Int { document.sessions.first?.framesDisplayed ?? 0 }
}
