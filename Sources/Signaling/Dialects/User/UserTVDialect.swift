import JSON
package import Wire

/// The TV in the `user` system: a user like any other, which answers every offer.
package struct UserTVDialect: TVDialect {
    private static let mostUsers = 256
    private static let mostLogins = 3

    /// How a peer writes its id and its descriptions.
    private struct Manner: Sendable {
        var id: UserID
        var description = UserDescription.plain
    }

    private let userID: UserID
    /// The TV's name with its code: what others see in their list of users.
    private var name = ""
    private var logins = 0
    private var usernames: [String: String] = [:]
    private var manners: [String: Manner] = [:]

    init(userID: UserID) {
        self.userID = userID
    }

    package mutating func connected() {
        logins = 0
        usernames = [:]
    }

    package mutating func receive(_ message: WireMessage, now: MonotonicTime) throws(DialectError) -> [TVDialectOutput] {
        let frame = try message.object().folded
        guard let number = frame["code"]?.integer ?? frame["code"]?.string.flatMap({ Int64($0) }) else {
            throw .malformed(event: "message", field: "code")
        }
        guard let code = UserCode(rawValue: number) else { throw .unknownEvent("\(number)") }
        let data = PayloadReader.parsedText(frame["data"])
        let fields = data?.object?.folded ?? [:]
        let reader = PayloadReader(event: "\(number)", payload: fields)
        switch code {
        case .userList:
            for user in (data?.array ?? []).prefix(Self.mostUsers) { meet(user) }
            return []
        case .userCame:
            if let data { meet(data) }
            return []
        case .userLeft: return try left(fields, reader)
        case .offer:
            guard let peer = try sender(fields, reader) else { return [] }
            let (sdp, kind) = try UserDescription.read(fields["data"], reader)
            manners[peer.value]?.description = kind
            return [.event(.offer(RemoteOffer(peer: peer, username: usernames[peer.value], sdp: sdp)))]
        case .answer:
            guard let peer = try sender(fields, reader) else { return [] }
            return [.event(.answer(RemoteAnswer(peer: peer, sdp: try UserDescription.read(fields["data"], reader).sdp)))]
        case .candidate:
            guard let peer = try sender(fields, reader) else { return [] }
            return [.event(.candidate(try UserDescription.candidate(in: fields["data"], reader, peer: peer)))]
        // Theirs, not ours.
        case .chat, .refused: return []
        }
    }

    private mutating func meet(_ user: JSONValue) {
        guard let user = user.object?.folded, let id = UserID(user["id"]), !id.isSame(as: userID) else { return }
        guard let name = user["username"]?.string.flatMap({ DisplayName.cleaned($0) }) else { return }
        if usernames.count < Self.mostUsers { usernames[id.text] = name }
    }

    /// Whoever leaves may only need the system no more. If it is ourselves, the server has noticed late that an earlier
    /// connection was lost, and takes us for gone.
    private mutating func left(_ fields: JSONObject, _ reader: PayloadReader) throws(DialectError) -> [TVDialectOutput] {
        guard let id = UserID(fields["fromid"] ?? fields["id"]) else { throw .malformed(event: reader.event, field: "fromId") }
        if id.isSame(as: userID) { return logins < Self.mostLogins ? [logIn()] : [] }
        usernames[id.text] = nil
        return [.event(.peerLeft(peer: PeerID(id.text)))]
    }

    /// Whose message this is; `nil` for our own.
    private mutating func sender(_ fields: JSONObject, _ reader: PayloadReader) throws(DialectError) -> PeerID? {
        guard let id = UserID(fields["fromid"]) else { throw .malformed(event: reader.event, field: "fromId") }
        if id.isSame(as: userID) { return nil }
        if manners[id.text] == nil, manners.count >= Self.mostUsers { manners = [:] }
        manners[id.text] = Manner(id: id, description: manners[id.text]?.description ?? .plain)
        return PeerID(id.text)
    }

    package mutating func send(
        _ command: SignalingCommand,
        random: inout any RandomNumberGenerator
    ) -> [TVDialectOutput] {
        switch command {
        case .register(let code, let token, let tvName):
            let own = OwnCode.memory(in: token, system: "user") == nil ? nil : code
            let code = own ?? OwnCode.make(random: &random)
            name = "\(tvName) \(code)"
            let place = MeetingPlace.user(id: userID.text, name: name)
            let registration = Registration(code: code, token: OwnCode.token(system: "user"), place: place)
            return [logIn(), .event(.registered(registration))]
        case .answer(let peer, _, let sdp): return describe(.answer, "answer", sdp, to: peer)
        case .offer(let peer, _, let sdp): return describe(.offer, "offer", sdp, to: peer)
        case .candidate(let peer, _, let line, let sdpMid, let sdpMLineIndex, _):
            let candidate = RemoteCandidate(candidate: line, sdpMid: sdpMid, sdpMLineIndex: sdpMLineIndex)
            guard let data = UserDescription.json(candidate) else { return [] }
            return say(.candidate, data, to: peer)
        // The system has no word for an end: the media path tells the other side.
        case .sessionEnd, .state, .status, .decide: return []
        }
    }

    private mutating func logIn() -> TVDialectOutput {
        logins += 1
        let user: JSONValue = ["id": userID.json, "username": .string(name)]
        return .send(UserMethod.connect.message(from: userID, to: nil, data: user))
    }

    private func describe(_ method: UserMethod, _ type: String, _ sdp: String, to peer: PeerID?) -> [TVDialectOutput] {
        let kind = peer.flatMap { manners[$0.value]?.description } ?? .plain
        return say(method, kind.json(type, sdp), to: peer)
    }

    private func say(_ method: UserMethod, _ data: JSONValue, to peer: PeerID?) -> [TVDialectOutput] {
        guard let peer, let id = manners[peer.value]?.id else { return [] }
        return [.send(method.message(from: userID, to: id, data: data))]
    }
}
