import Dialects
import Foundation
import JSON
import Testing
import Transcripts
import Wire

/// Each system as a TV meets it at a stock server: both directions, word by word.
@Suite struct TVTranscriptTests {
    @Test(arguments: ["projection", "call", "cmd", "user"])
    func saysAndUnderstandsWhatStandsInTheTranscript(_ system: String) throws {
        var replay = try TVReplay(system: system)
        try replay.run()
    }
}

/// Replays a transcript against a TV's dialect.
///
/// `connected`; `from`: the server says; `to`: the TV says; `tv`: a command; `event`: what the receiver is told; `error`: the
/// message before means nothing; `reconnect`; `wait`: seconds pass.
struct TVReplay {
    private var transcript: Transcript
    private var dialect: any TVDialect
    private let isText: Bool
    private var now = MonotonicTime.zero
    private var random: any RandomNumberGenerator = SystemRandomNumberGenerator()
    private var produced: [(actor: String, value: JSONValue)] = []

    init(system name: String) throws {
        let system = try #require(SignalingSystem.named(name))
        let file = Bundle.module.url(forResource: "\(name)-tv", withExtension: "jsonl", subdirectory: "Transcripts")
        transcript = try Transcript(file: try #require(file))
        dialect = system.makeTVDialect(TVDialectSettings(userID: "7"))
        isText = system.transport != .socketIO
    }

    mutating func run() throws {
        var last = 0
        for line in transcript.lines {
            switch line.actor {
            case "connected", "from", "tv", "wait":
                #expect(produced.isEmpty, "unexpected after line \(last): \(produced)")
                produced = []
                try perform(line)
            default:
                guard !produced.isEmpty else {
                    Issue.record("line \(line.number) did not happen: \(line.value.serialized())")
                    continue
                }
                let actual = produced.removeFirst()
                let fits = transcript.matches(line.value, actual.value)
                #expect(actual.actor == line.actor && fits, "line \(line.number): \(actual.actor) \(actual.value.serialized())")
            }
            last = line.number
        }
        #expect(produced.isEmpty, "unexpected at the end: \(produced)")
    }

    private mutating func perform(_ line: Transcript.Line) throws {
        let value = transcript.filled(line.value)
        switch line.actor {
        case "connected": dialect.connected()
        case "wait": now = now + .seconds(value.integer ?? 0)
        case "tv":
            let command = try #require(TVReplay.command(value), "line \(line.number) is no command")
            take(dialect.send(command, random: &random))
        default:
            let arguments = value.array ?? []
            let message: WireMessage =
                isText
                ? .text(value.serialized())
                : .event(SocketIOMessage(event: arguments.first?.string ?? "", arguments: Array(arguments.dropFirst())))
            do {
                take(try dialect.receive(message, now: now))
            } catch {
                produced.append(("error", .string("\(error)")))
            }
        }
    }

    private mutating func take(_ outputs: [TVDialectOutput]) {
        for output in outputs {
            switch output {
            case .reconnect: produced.append(("reconnect", true))
            case .event(let event): produced.append(("event", TVReplay.json(event)))
            case .send(.event(let message)): produced.append(("to", .array([.string(message.event)] + message.arguments)))
            case .send(.text(let text)): produced.append(("to", (try? JSONValue(parsing: text)) ?? .string(text)))
            }
        }
    }

    private static func command(_ value: JSONValue) -> SignalingCommand? {
        guard let (name, fields) = value.object?.members.first.map({ ($0.name, $0.value) }) else { return nil }
        let peer = fields["peer"]?.string.map(PeerID.init)
        switch name {
        case "register":
            let token = fields["token"]?.string.map { Redacted($0) }
            return .register(code: fields["code"]?.string, token: token, name: "Hall")
        case "answer": return .answer(peer: peer, negotiationID: nil, sdp: fields["sdp"]?.string ?? "")
        case "offer": return .offer(peer: peer, negotiationID: nil, sdp: fields["sdp"]?.string ?? "")
        case "candidate":
            return .candidate(
                peer: peer,
                negotiationID: nil,
                candidate: fields["line"]?.string,
                sdpMid: fields["mid"]?.string,
                sdpMLineIndex: nil,
                usernameFragment: nil
            )
        case "end": return .sessionEnd(peer: peer, reason: SessionEndReason(rawValue: fields["reason"]?.string ?? ""))
        case "state":
            return fields.string.flatMap(TVState.init(rawValue:)).map { .state(policy: .takeover, presenter: nil, state: $0) }
        default: return nil
        }
    }

    private static func json(_ event: SignalingEvent) -> JSONValue {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        switch event {
        case .registered(let registration):
            let place: JSONValue =
                switch registration.place {
                case .code: "code"
                case .room: "room"
                case .user(let id, let name): ["id": .string(id), "name": .string(name)]
                }
            return ["registered", .string(registration.code), text(registration.token?.exposed), place]
        case .registrationFailed(let failure): return ["failed", .string(failure.code.rawValue)]
        case .offer(let offer): return ["offer", text(offer.peer?.value), text(offer.username), .string(offer.sdp)]
        case .offerWanted(let peer, _, _): return ["offerWanted", text(peer?.value)]
        case .answer(let answer): return ["answer", text(answer.peer?.value), .string(answer.sdp)]
        case .candidate(let candidate):
            return [
                "candidate", text(candidate.peer?.value), text(candidate.candidate), text(candidate.sdpMid),
                candidate.sdpMLineIndex.map { .integer(Int64($0)) } ?? .null,
            ]
        case .senderState(let state): return ["senderState", .bool(state.isPaused)]
        case .ask(let peer, _): return ["ask", text(peer?.value)]
        case .decided(let peer, let accept): return ["decided", text(peer?.value), .bool(accept)]
        case .sessionEnd(let peer, let reason): return ["end", text(peer?.value), .string(reason.rawValue)]
        case .peerLeft(let peer): return ["left", text(peer?.value)]
        }
    }
}
