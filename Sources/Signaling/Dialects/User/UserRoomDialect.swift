import JSON
import Wire

/// One client of the `user` system on our room server. It sees itself and, once it has named a code, that code's TV.
///
/// A TV's user id is its code, or the number that the code's characters spell (`TVNumber`), for clients whose ids are numbers.
/// Nobody gets a list of all TVs: that would be a list of all codes.
package struct UserRoomDialect: RoomDialect {
    private var userID: UserID?
    private var username: String?
    /// What the address named: the TV to list from the start.
    private var codeOfAddress: String?
    /// The TV's id as the client wrote it, and its code.
    private var tv: (id: UserID, code: String)?
    private var isIn = false
    private var description = UserDescription.plain

    package init() {}

    package mutating func opened(query: String) -> [RoomDialectOutput] {
        for item in query.split(separator: "&") where item.hasPrefix("code=") {
            codeOfAddress = String(item.dropFirst("code=".count).prefix(64))
        }
        return []
    }

    package func purpose(of message: WireMessage) -> MalformedPurpose? {
        guard let frame = try? message.object().folded, frame["method"]?.string?.lowercased() == UserMethod.offer.rawValue else {
            return nil
        }
        return .connection(event: UserMethod.offer.name)
    }

    package mutating func receive(_ message: WireMessage) throws(DialectError) -> [RoomDialectOutput] {
        let frame = try message.object().folded
        let reader = PayloadReader(event: String((frame["method"]?.string ?? "message").prefix(64)), payload: frame)
        let method = UserMethod(rawValue: try reader.text("method", atMost: 64).lowercased())
        guard userID != nil else { return try logIn(frame, reader) }
        switch method {
        case .connect: return try logIn(frame, reader)
        case .offer:
            let joining = try join(UserID(frame["toid"]), reader)
            let (sdp, kind) = try UserDescription.read(frame["data"], reader)
            description = kind
            return joining + [.request(.offer(["type": "offer", "sdp": .string(sdp)], negotiationID: nil))]
        case .answer:
            let sdp = try UserDescription.read(frame["data"], reader).sdp
            return [.request(.answer(["type": "answer", "sdp": .string(sdp)], peer: nil, negotiationID: nil))]
        case .candidate:
            let candidate = try UserDescription.candidate(in: frame["data"], reader, peer: nil)
            return [.request(.candidate(candidate.json, peer: nil, negotiationID: nil))]
        // Group chat of such systems is theirs.
        case .sendToAll: return []
        case nil: throw .unknownEvent(reader.event)
        }
    }

    /// The first frame, whatever its method; it is taken as it is.
    private mutating func logIn(_ frame: JSONObject, _ reader: PayloadReader) throws(DialectError) -> [RoomDialectOutput] {
        guard let id = UserID(frame["fromid"]) else { return [.close] }
        let data = PayloadReader.parsedText(frame["data"])?.object?.folded
        userID = id
        username = data?["username"]?.string.flatMap { DisplayName.cleaned($0) }
        let list = RoomDialectOutput.say(UserCode.userList.message(.array([user(id, username ?? "")])))
        guard let codeOfAddress, tv == nil else { return [list] }
        return [list] + (try join(UserID(.string(codeOfAddress)), reader))
    }

    private mutating func join(_ id: UserID?, _ reader: PayloadReader) throws(DialectError) -> [RoomDialectOutput] {
        guard let id else { throw .malformed(event: reader.event, field: "toId") }
        let code = id.json.integer.flatMap { TVNumber(rawValue: $0)?.code } ?? TVNumber(text: id.text)?.code ?? id.text
        // What a client says to the TV it is with already needs no further join; ids may be written in several ways.
        let isNew = tv?.code != code
        tv = (id, code)
        guard isNew || !isIn else { return [] }
        isIn = false
        return [.request(.connect(code: code, username: username, resumeTicket: nil, terms: JoinTerms(handle: userID?.text)))]
    }

    package mutating func reply(_ reply: RoomReply) -> [RoomDialectOutput] {
        if case .connectionRefused(let refusal) = reply {
            isIn = false
            return [.say(UserCode.refused.message(.object(refusal.json), text: refusal.message))]
        }
        guard let tv else { return [] }
        switch reply {
        case .connected(_, let tvName, let iceServers, _):
            isIn = true
            // An address names the code; in lists a TV has a number, as users of this system have.
            let id = TVNumber(code: tv.code).map { UserID(number: $0.rawValue) } ?? tv.id
            let listed = tv.id.json.string == codeOfAddress ? id : tv.id
            self.tv = (listed, tv.code)
            var entry = user(listed, tvName ?? "TV")
            if case .object(var object) = entry {
                object["iceServers"] = IceServer.json(iceServers)
                entry = .object(object)
            }
            return [.say(UserCode.userCame.message(entry))]
        case .answer(let answer, _): return describe(.answer, "answer", answer, from: tv.id)
        case .tvOffer(let offer, _): return describe(.offer, "offer", offer, from: tv.id)
        case .candidate(let value, _, _):
            let reader = PayloadReader(event: "candidate", payload: [:])
            guard let candidate = try? reader.candidate(in: value, peer: nil), let data = UserDescription.json(candidate) else {
                return []
            }
            return [.say(UserCode.candidate.message(["fromId": tv.id.json, "data": data]))]
        // The nearest that the system has.
        case .sessionEnd: return [.say(UserCode.userLeft.message(["fromId": tv.id.json]))]
        case .connectionRefused, .registered, .registrationRefused, .offer, .offerWanted, .whoOffers, .answerToTV, .status,
            .waitingForDecision,
            .senderState, .ask, .decided:
            return []
        }
    }

    private func describe(_ code: UserCode, _ type: String, _ value: JSONValue, from tv: UserID) -> [RoomDialectOutput] {
        guard let sdp = value.string ?? value["sdp"]?.string else { return [] }
        return [.say(code.message(["fromId": tv.json, "data": description.json(type, sdp)]))]
    }

    private func user(_ id: UserID, _ name: String) -> JSONValue { ["id": id.json, "username": .string(name)] }
}
