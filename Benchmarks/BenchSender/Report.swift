import Foundation
import JSON
import VP8TestSender

/// Lines of JSON on standard output: `event`, `time` (seconds since 1970), and what belongs to the event.
enum Report {
    static func write(_ event: String, _ details: [(String, JSONValue)] = []) {
        var line = JSONObject()
        line["event"] = .string(event)
        line["time"] = .number(Date().timeIntervalSince1970)
        for (name, value) in details { line[name] = value }
        FileHandle.standardOutput.write(Data((JSONValue.object(line).serialized() + "\n").utf8))
    }

    static func details(_ statistics: TestSenderStatistics) -> [(String, JSONValue)] {
        [
            ("framesSent", .integer(Int64(statistics.framesSent))),
            ("keyFramesSent", .integer(Int64(statistics.keyFramesSent))),
            ("packetsSent", .integer(Int64(statistics.packetsSent))),
            ("bytesSent", .integer(Int64(statistics.bytesSent))),
            ("retransmittedPacketsSent", .integer(Int64(statistics.retransmittedPacketsSent))),
            ("nackCount", .integer(Int64(statistics.nackCount))),
            ("pliCount", .integer(Int64(statistics.pliCount))),
            ("packetsReportedLost", .integer(Int64(statistics.packetsReportedLost))),
            ("roundTripTime", statistics.roundTripTime.map { .number($0 / .seconds(1)) } ?? .null),
        ]
    }
}
