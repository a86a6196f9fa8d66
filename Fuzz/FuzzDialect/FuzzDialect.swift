import Dialects
import JSON
import Wire

/// The first line names an event, the rest is its payload: both sides of the Socket.IO systems read them as an event, both sides
/// of the others read the payload as a frame. What comes of it is said back, so that the writing halves meet odd input too.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let text = String(decoding: bytes.dropFirst(line.count + 1), as: UTF8.self)
    var arguments: [JSONValue] = []
    if let payload = try? JSONValue(parsing: text) { arguments = [payload] }
    let event = WireMessage.event(SocketIOMessage(event: String(decoding: line, as: UTF8.self), arguments: arguments))
    for system in SignalingSystem.all {
        let message = system.transport == .socketIO ? event : .text(text)
        hear(message, as: system.makeTVDialect(TVDialectSettings(userID: "7")))
        serve(message, as: system.makeRoomDialect())
    }
    return 0
}

private func hear(_ message: WireMessage, as dialect: any TVDialect) {
    var dialect = dialect
    var random: any RandomNumberGenerator = Counter()
    dialect.connected()
    _ = dialect.send(.register(code: "482913", token: Redacted("cmd:ghost"), name: "TV"), random: &random)
    for _ in 0..<2 {
        for case .event(let event) in (try? dialect.receive(message, now: .zero)) ?? [] {
            switch event {
            case .offer(let offer):
                _ = dialect.send(.answer(peer: offer.peer, negotiationID: nil, sdp: offer.sdp), random: &random)
            case .offerWanted(let peer, _, _):
                _ = dialect.send(.offer(peer: peer, negotiationID: nil, sdp: "v=0"), random: &random)
            case .candidate(let candidate):
                let command = SignalingCommand.candidate(
                    peer: candidate.peer,
                    negotiationID: nil,
                    candidate: candidate.candidate,
                    sdpMid: candidate.sdpMid,
                    sdpMLineIndex: candidate.sdpMLineIndex,
                    usernameFragment: candidate.usernameFragment
                )
                _ = dialect.send(command, random: &random)
            case .sessionEnd(let peer, let reason): _ = dialect.send(.sessionEnd(peer: peer, reason: reason), random: &random)
            default: break
            }
        }
    }
}

private func serve(_ message: WireMessage, as dialect: any RoomDialect) {
    var dialect = dialect
    if case .text(let text) = message { _ = dialect.opened(query: text) } else { _ = dialect.opened(query: "") }
    _ = dialect.purpose(of: message)
    for _ in 0..<2 {
        for case .request(let request) in (try? dialect.receive(message)) ?? [] {
            let replies: [RoomReply]
            switch request {
            case .connect:
                replies = [
                    .connected(peer: PeerID("p"), tvName: nil, iceServers: [], resumeTicket: Redacted("")), .whoOffers(tv: true),
                ]
            case .offer(let value, _): replies = [.answer(value, negotiationID: nil), .tvOffer(value, negotiationID: nil)]
            case .candidate(let value, _, _): replies = [.candidate(value, peer: nil, negotiationID: nil)]
            case .sessionEnd(_, let reason): replies = [.sessionEnd(peer: nil, reason: reason)]
            default: replies = []
            }
            for reply in replies { _ = dialect.reply(reply) }
        }
    }
}

private struct Counter: RandomNumberGenerator {
    private var state: UInt64 = 0

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return state
    }
}
