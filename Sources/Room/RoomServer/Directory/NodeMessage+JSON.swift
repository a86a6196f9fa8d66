import Dialects
package import JSON
import Wire

/// A message and what it travels in.
package struct NodeEnvelope: Sendable, Equatable {
    package var from: NodeID
    /// Counts the messages from that server to this one, from 1.
    package var sequence: Int64
    package var message: NodeMessage

    package init(from: NodeID, sequence: Int64, message: NodeMessage) {
        self.from = from
        self.sequence = sequence
        self.message = message
    }

    package var json: JSONValue {
        var object: JSONObject = ["from": .string(from.description), "seq": .integer(sequence)]
        for member in message.json.members { object[member.name] = member.value }
        return .object(object)
    }

    /// `nil` for what no server of ours says.
    package init?(_ json: JSONValue) {
        guard let object = json.object, let from = object["from"]?.string.flatMap({ NodeID($0) }),
            let sequence = object["seq"]?.integer, let message = NodeMessage(object)
        else { return nil }
        self.init(from: from, sequence: sequence, message: message)
    }
}

extension NodeMessage {
    var json: JSONObject {
        var object = fields
        object["s"] = session.flatMap { Int64(exactly: $0) }.map { .integer($0) }
        return object
    }

    private var fields: JSONObject {
        switch self {
        case .join(_, let request, let address, let acknowledgement):
            var object: JSONObject = ["t": "join", "request": request.relayed ?? .null, "ip": .string("\(address)")]
            object["ack"] = acknowledgement.map { .integer(Int64($0)) }
            return object
        case .adopt(_, let place):
            var object: JSONObject = ["t": "adopt", "code": .string(place.code.description), "ip": .string("\(place.address)")]
            object["peer"] = .string(place.peer.value)
            object["name"] = place.username.map { .string($0) }
            object["handle"] = place.handle.map { .string($0) }
            object["nid"] = place.negotiationID.map { .string($0) }
            return object
        case .ask(_, let request, let acknowledgement):
            var object: JSONObject = ["t": "ask", "request": request.relayed ?? .null]
            object["ack"] = acknowledgement.map { .integer(Int64($0)) }
            return object
        case .bye: return ["t": "bye"]
        case .say(_, let reply): return ["t": "say", "reply": reply.relayed ?? .null]
        case .acknowledge(_, let number, let reply):
            return ["t": "ack", "ack": .integer(Int64(number)), "reply": reply.relayed ?? .null]
        case .adopted: return ["t": "adopted"]
        case .gone: return ["t": "gone"]
        case .close: return ["t": "close"]
        case .taken(let code, let generation):
            return ["t": "taken", "code": .string(code.description), "gen": .integer(generation)]
        }
    }

    init?(_ object: JSONObject) {
        let code = object["code"]?.string.flatMap { ProjectionCode(typed: $0) }
        let address = object["ip"]?.string.flatMap { IPAddress($0) }
        let acknowledgement = object["ack"]?.integer.flatMap { Int(exactly: $0) }
        if object["t"]?.string == "taken" {
            guard let code, let generation = object["gen"]?.integer else { return nil }
            self = .taken(code, generation: generation)
            return
        }
        guard let session = object["s"]?.integer.flatMap({ UInt64(exactly: $0) }) else { return nil }
        switch object["t"]?.string {
        case "join":
            guard let address, let request = RoomRequest(relayed: object["request"]), case .connect = request else { return nil }
            self = .join(session: session, request, from: address, acknowledgement: acknowledgement)
        case "adopt":
            guard let code, let address, let peer = object["peer"]?.string else { return nil }
            let place = VisitorPlace(
                code: code,
                address: address,
                peer: PeerID(peer),
                username: object["name"]?.string,
                handle: object["handle"]?.string,
                negotiationID: object["nid"]?.string
            )
            self = .adopt(session: session, place)
        case "ask":
            guard let request = RoomRequest(relayed: object["request"]) else { return nil }
            self = .ask(session: session, request, acknowledgement: acknowledgement)
        case "bye": self = .bye(session: session)
        case "say":
            guard let reply = RoomReply(relayed: object["reply"]) else { return nil }
            self = .say(session: session, reply)
        case "ack":
            guard let acknowledgement, let reply = RoomReply(relayed: object["reply"]) else { return nil }
            self = .acknowledge(session: session, acknowledgement, reply)
        case "adopted": self = .adopted(session: session)
        case "gone": self = .gone(session: session)
        case "close": self = .close(session: session)
        default: return nil
        }
    }
}
