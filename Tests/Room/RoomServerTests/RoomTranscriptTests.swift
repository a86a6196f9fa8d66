import Dialects
import Foundation
import JSON
import RoomServer
import SeededRandom
import Testing
import Transcripts
import Wire

/// Each system as its senders meet it at our server: real rooms, real dialects, word by word, in virtual time.
@Suite struct RoomTranscriptTests {
    @Test(arguments: ["projection", "call", "cmd", "user"])
    func saysAndUnderstandsWhatStandsInTheTranscript(_ system: String) throws {
        var replay = try RoomReplay(system: system)
        try replay.run()
    }
}

/// Replays a transcript against the rooms and the dialects of their clients.
///
/// `open`: a client comes, `[name, query]`; `TV` speaks projection, the others the system. `NAME>`: a client says; `NAME<`: a
/// client is told; `close`: a client's connection is lost; `closed`: the server closes it; `NAME?`: what it said meant nothing.
struct RoomReplay {
    private struct Client {
        var id: ConnectionID
        var dialect: any RoomDialect
        var isText: Bool
    }

    private var transcript: Transcript
    private let system: SignalingSystem
    private var rooms: Rooms
    private var clients: [String: Client] = [:]
    private var produced: [(actor: String, value: JSONValue)] = []
    private var now = MonotonicTime.zero
    private var random = SeededGenerator(seed: 3)
    private var connections: UInt64 = 0

    init(system name: String) throws {
        system = try #require(SignalingSystem.named(name))
        let file = Bundle.module.url(forResource: "\(name)-room", withExtension: "jsonl", subdirectory: "Transcripts")
        transcript = try Transcript(file: try #require(file))
        var configuration = RoomsConfiguration()
        configuration.iceServers = [IceServer(urls: ["turn:192.0.2.3"], username: "u", credential: Redacted("c"))]
        let key = [UInt8](repeating: 7, count: RoomTickets.keySize)
        rooms = Rooms(configuration: configuration, tickets: RoomTickets(key: Redacted(key)))
    }

    mutating func run() throws {
        var last = 0
        for line in transcript.lines {
            if ["open", "close", "wait"].contains(line.actor) || line.actor.hasSuffix(">") {
                #expect(produced.isEmpty, "unexpected after line \(last): \(produced)")
                produced = []
                try perform(line)
            } else if produced.isEmpty {
                Issue.record("line \(line.number) did not happen: \(line.value.serialized())")
            } else {
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
        case "open":
            let name = try #require(value.string ?? value[0]?.string)
            open(name, query: value[1]?.string ?? "")
        case "close":
            let name = try #require(value.string)
            let client = try #require(clients[name])
            clients[name] = nil
            rooms.disconnected(client.id, now: now)
            flush()
        case "wait":
            now = now + .seconds(value.integer ?? 0)
            while let deadline = rooms.nextDeadline, deadline <= now { rooms.handleTimeout(now: now) }
            flush()
        default: try say(String(line.actor.dropLast()), value)
        }
    }

    private mutating func open(_ name: String, query: String) {
        connections += 1
        let spoken = name.hasPrefix("TV") ? SignalingSystem.projection : system
        let client = Client(
            id: ConnectionID(connections),
            dialect: spoken.makeRoomDialect(),
            isText: spoken.transport != .socketIO
        )
        clients[name] = client
        rooms.connected(client.id, from: .v4(0xC000_0201))
        let outputs = clients[name]?.dialect.opened(query: query) ?? []
        perform(outputs, for: name)
    }

    private mutating func say(_ name: String, _ value: JSONValue) throws {
        let client = try #require(clients[name])
        let arguments = value.array ?? []
        let message: WireMessage =
            client.isText
            ? .text(value.serialized())
            : .event(SocketIOMessage(event: arguments.first?.string ?? "", arguments: Array(arguments.dropFirst())))
        var dialect = client.dialect
        do throws(DialectError) {
            let outputs = try dialect.receive(message)
            clients[name]?.dialect = dialect
            perform(outputs, for: name)
        } catch {
            produced.append(("\(name)?", .string("\(error)")))
            rooms.receiveMalformed(client.dialect.purpose(of: message), from: client.id)
            flush()
        }
    }

    private mutating func perform(_ outputs: [RoomDialectOutput], for name: String) {
        for output in outputs {
            switch output {
            case .close: produced.append(("closed", .string(name)))
            case .say(.event(let message)): produced.append(("\(name)<", .array([.string(message.event)] + message.arguments)))
            case .say(.text(let text)): produced.append(("\(name)<", (try? JSONValue(parsing: text)) ?? .string(text)))
            case .request(let request):
                guard let client = clients[name] else { return }
                rooms.receive(request, from: client.id, now: now, random: &random)
                flush()
            }
        }
    }

    private mutating func flush() {
        while let output = rooms.pollOutput() {
            guard case .send(let reply, let id) = output, let name = clients.first(where: { $0.value.id == id })?.key else {
                continue
            }
            perform(clients[name]?.dialect.reply(reply) ?? [], for: name)
        }
    }
}
