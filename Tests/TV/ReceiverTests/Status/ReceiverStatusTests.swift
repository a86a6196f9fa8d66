import Dialects
import JSON
import Receiver
import Testing
import Wire

@Suite struct ReceiverStatusTests {
    @Test func writesTheContractedNames() throws {
        var session = SessionStatus(id: SessionID(3), state: .projecting, senderName: "Ann")
        session.frameWidth = 1280
        session.framesPerSecond = 29.5
        session.receiveToDisplay = SessionStatus.Percentiles(p50: 0.012, p99: 0.031)
        session.audio = SessionSoundStatus()
        var status = ReceiverStatus(
            version: "1.2.3",
            state: .projecting,
            projectionCode: "AB23CD",
            senderURL: "https://tv/",
            roomServer: RoomServerStatus(url: "wss://room/", isConnected: true, reconnects: 2),
            display: DisplayStatus(backend: "x11", width: 1920, height: 1080),
            sessions: [session]
        )
        status.audio = SoundStatus(state: .unavailable, device: "default", volume: 80, isMuted: false, error: "busy")
        let json = status.json
        let names = { (value: JSONValue?) in value?.object?.members.map(\.name) ?? [] }
        #expect(
            names(json) == [
                "version", "state", "projectionCode", "senderURL", "roomServer", "display", "audio", "sessions", "session",
            ]
        )
        #expect(
            json["roomServer"]?.serialized() == #"{"url":"wss://room/","system":"projection","connected":true,"reconnects":2}"#
        )
        #expect(
            json["display"]?.serialized()
                == #"{"backend":"x11","connector":null,"width":1920,"height":1080,"refreshHz":null,"planePath":"rgb","power":"on","fault":null}"#
        )
        #expect(
            names(json["session"]) == [
                "id", "state", "senderName", "startedAt", "codec", "frameWidth", "frameHeight", "framesPerSecond",
                "framesReceived", "framesDecoded", "framesDisplayed", "framesDropped", "keyFramesDecoded", "freezeCount",
                "totalFreezesDuration", "packetsReceived", "packetsLost", "bytesReceived", "nackCount", "pliCount",
                "retransmittedPacketsReceived", "jitter", "roundTripTime", "timeToFirstFrame", "totalDecodeTime",
                "receiveToDisplay", "localCandidateType", "remoteCandidateType", "relayProtocol", "dtlsCipher", "srtpCipher",
                "audio",
            ]
        )
        #expect(
            json["audio"]?.serialized() == #"{"state":"unavailable","device":"default","volume":80,"muted":false,"error":"busy"}"#
        )
        #expect(
            names(json["session"]?["audio"]) == [
                "codec", "packetsReceived", "packetsLost", "packetsDiscarded", "bytesReceived", "nackCount", "fecPacketsReceived",
                "jitter", "totalSamplesReceived", "concealedSamples", "concealmentEvents", "insertedSamplesForDeceleration",
                "removedSamplesForAcceleration", "jitterBufferDelay", "jitterBufferTargetDelay", "jitterBufferEmittedCount",
                "underruns", "behindVideo",
            ]
        )
        #expect(json["session"]?["id"] == "3")
        #expect(json["session"]?["receiveToDisplay"] == ["p50": 0.012, "p99": 0.031])
        #expect(json["session"]?["codec"] == .null)
        #expect(json["sessions"]?[0] == json["session"])
        #expect(try JSONValue(parsing: json.serialized()) == json)
    }

    @Test func listsTheForemostSessionFirst() throws {
        var harness = Harness.projecting()
        let newcomer = try harness.offer(peer: "p2")
        let room = RoomServerStatus(url: "wss://room/")
        let status = ReceiverStatus(harness.machine, version: "1", roomServer: room, display: nil)
        #expect(status.sessions.map(\.id) == [SessionID(1), newcomer])
        #expect(status.sessions.map(\.state) == [.projecting, .negotiating])
        #expect(status.state == .projecting && status.projectionCode == "AB23CD")
        let idle = ReceiverStatus(Harness.waiting().machine, version: "1", roomServer: room, display: nil)
        #expect(idle.json["session"] == .null && idle.json["sessions"] == [])
    }
}
