import JSON
package import Wire

/// The TV in the `cmd` system: it waits in its room, and makes the offer when someone comes after it.
package struct CmdTVDialect: TVDialect {
    private static let mostRemembered = 16

    private let configuredRoom: String?
    private var room: String?
    /// What the TV calls itself; another after every connection.
    private var uid: String?
    /// What it called itself before: what comes from there is our own ghost or our own echo.
    private var formerUIDs: [String] = []
    /// Who is in the room with us.
    private var remote: String?
    /// Peers whose session the TV ended, and which would make an offer again as soon as they see it come back.
    private var dismissed: [String] = []

    package init(room: String?) {
        configuredRoom = room
    }

    package mutating func connected() {
        remote = nil
    }

    package mutating func receive(_ message: WireMessage, now: MonotonicTime) throws(DialectError) -> [TVDialectOutput] {
        let (cmd, reader) = try Cmd.read(message)
        switch cmd {
        case .newPeer: return try newPeer(reader)
        case .respJoin:
            let first = try reader.text("remoteUid", atMost: 128)
            // A ghost that our `leave` did not reach.
            if isOwn(first) { return leave(first) }
            // Who was there first makes the offer.
            remote = first
            return []
        case .offer:
            guard let peer = try sender(reader) else { return [] }
            let sdp = try reader.sdp(of: reader.value("msg"), field: "msg")
            return [.event(.offer(RemoteOffer(peer: peer, sdp: sdp, iceServers: reader.iceServers())))]
        case .answer:
            guard let peer = try sender(reader) else { return [] }
            return [.event(.answer(RemoteAnswer(peer: peer, sdp: try reader.sdp(of: reader.value("msg"), field: "msg"))))]
        case .candidate:
            guard let peer = try sender(reader) else { return [] }
            return [.event(.candidate(try Cmd.candidate(in: reader, peer: peer)))]
        case .peerLeave:
            let left = try reader.text("remoteUid", atMost: 128)
            if isOwn(left) { return [] }
            if remote == left { remote = nil }
            dismissed.removeAll { $0 == left }
            return [.event(.peerLeft(peer: PeerID(left)))]
        case .error: return [.event(.registrationFailed(try reader.failure()))]
        // Only a server that echoes sends these.
        case .join, .leave: return []
        }
    }

    private mutating func newPeer(_ reader: PayloadReader) throws(DialectError) -> [TVDialectOutput] {
        let peer = try reader.text("remoteUid", atMost: 128)
        if isOwn(peer) { return leave(peer) }
        remote = peer
        return [.event(.offerWanted(peer: PeerID(peer), username: nil, iceServers: reader.iceServers()))]
    }

    /// Whose message this is; `nil` for one that is not for us: our own, or of a peer that was sent away.
    private mutating func sender(_ reader: PayloadReader) throws(DialectError) -> PeerID? {
        let uid = try reader.text("uid", atMost: 128)
        if isOwn(uid) || dismissed.contains(uid) { return nil }
        remote = uid
        return PeerID(uid)
    }

    private func isOwn(_ uid: String) -> Bool { uid == self.uid || formerUIDs.contains(uid) }

    private func leave(_ uid: String) -> [TVDialectOutput] {
        guard uid != self.uid, let room else { return [] }
        return [.send(Cmd.leave.message(["roomId": .string(room), "uid": .string(uid)]))]
    }

    package mutating func send(
        _ command: SignalingCommand,
        random: inout any RandomNumberGenerator
    ) -> [TVDialectOutput] {
        switch command {
        case .register(let code, let token, _): return register(code: code, token: token, random: &random)
        case .offer(let peer, _, let sdp): return describe(.offer, sdp, to: peer)
        case .answer(let peer, _, let sdp): return describe(.answer, sdp, to: peer)
        case .candidate(let peer, _, let line, let sdpMid, let sdpMLineIndex, _):
            let candidate = RemoteCandidate(candidate: line, sdpMid: sdpMid, sdpMLineIndex: sdpMLineIndex)
            guard let content = Cmd.content(of: candidate) else { return [] }
            return say(.candidate, content, to: peer)
        case .sessionEnd(let peer, let reason): return end(peer, reason, random: &random)
        case .state, .status, .decide: return []
        }
    }

    private func describe(_ cmd: Cmd, _ sdp: String, to peer: PeerID?) -> [TVDialectOutput] {
        say(cmd, ["type": .string(cmd.rawValue), "sdp": .string(sdp)], to: peer)
    }

    private func say(_ cmd: Cmd, _ content: JSONObject, to peer: PeerID?) -> [TVDialectOutput] {
        guard let room, let uid, let peer else { return [] }
        return [.send(cmd.message(room: room, uid: uid, to: peer.value, content))]
    }

    /// Servers of this system notice a lost client late and by its uid alone: the TV takes out what it was before, itself, and
    /// comes in as somebody new.
    private mutating func register(
        code: String?,
        token: Redacted<String>?,
        random: inout any RandomNumberGenerator
    ) -> [TVDialectOutput] {
        // Over a restart the uid is kept beside the code.
        let memory = OwnCode.memory(in: token, system: "cmd")
        let former = uid ?? memory.flatMap { $0.isEmpty ? nil : $0 }
        let formerRoom = room ?? code
        let wanted = configuredRoom ?? (memory == nil ? nil : code) ?? OwnCode.make(random: &random)
        var outputs: [TVDialectOutput] = []
        if let former, let formerRoom {
            remember(former)
            outputs.append(.send(Cmd.leave.message(["roomId": .string(formerRoom), "uid": .string(former)])))
        }
        room = wanted
        let token = OwnCode.token(system: "cmd", memory: join(&outputs, random: &random))
        outputs.append(.event(.registered(Registration(code: wanted, token: token, place: .room))))
        return outputs
    }

    /// Comes into the room under a new uid.
    private mutating func join(_ outputs: inout [TVDialectOutput], random: inout any RandomNumberGenerator) -> String {
        let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        let new = String((0..<12).map { _ in digits[Int.random(in: 0..<digits.count, using: &random)] })
        uid = new
        remote = nil
        outputs.append(.send(Cmd.join.message(["roomId": .string(room ?? ""), "uid": .string(new)])))
        return new
    }

    /// The system has no word for ending a call but leaving, and a room without the TV is no use to anyone: it leaves, and
    /// comes in again. A peer that has left already needs no word.
    private mutating func end(
        _ peer: PeerID?,
        _ reason: SessionEndReason,
        random: inout any RandomNumberGenerator
    ) -> [TVDialectOutput] {
        guard let room, let uid, let peer, peer.value == remote else { return [] }
        var outputs: [TVDialectOutput] = [.send(Cmd.leave.message(["roomId": .string(room), "uid": .string(uid)]))]
        guard reason != .tvRestart else { return outputs }
        // Whoever was lost may come back by its new offer; whoever was sent away may not.
        if reason != .mediaLost {
            if dismissed.count >= CmdTVDialect.mostRemembered { dismissed.removeFirst() }
            dismissed.append(peer.value)
        }
        remember(uid)
        let token = OwnCode.token(system: "cmd", memory: join(&outputs, random: &random))
        outputs.append(.event(.registered(Registration(code: room, token: token, place: .room))))
        return outputs
    }

    private mutating func remember(_ uid: String) {
        if formerUIDs.count >= CmdTVDialect.mostRemembered { formerUIDs.removeFirst() }
        formerUIDs.append(uid)
    }
}
