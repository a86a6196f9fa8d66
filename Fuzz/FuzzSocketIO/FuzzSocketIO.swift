import SocketIOCore
import Wire

/// Feeds the sessions of a server and of a client what the other end might send, in pieces: 0x1D ends a piece, and the
/// byte after it says how the next one comes. Whatever parses must also come out of its own text again.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let pieces = bytes.split(separator: 0x1D, omittingEmptySubsequences: false)
    var random = Counter()
    serve(pieces, &random)
    use(pieces)
    for piece in pieces { parse(Array(piece)) }
    return 0
}

private struct Counter: RandomNumberGenerator {
    var state: UInt64 = 0

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return state
    }
}

private func serve(_ pieces: [ArraySlice<UInt8>], _ random: inout Counter) {
    let configuration = EngineIOServerConfiguration(maxPayload: 10_000, maximumQueuedBytes: 50_000)
    var engine = EngineIOServerSession(
        id: RandomID(using: &random),
        transport: pieces.count.isMultiple(of: 2) ? .polling : .webSocket,
        revision: pieces.count.isMultiple(of: 3) ? .three : .four,
        configuration: configuration,
        now: .zero
    )
    var socketIO = SocketIOServerSession(
        revision: engine.revision,
        namespaces: ["/", "/a"],
        connectTimeout: .seconds(45),
        maximumAttachmentBytes: 10_000,
        now: .zero
    )
    socketIO.start(random: &random)
    var now = MonotonicTime.zero
    for piece in pieces {
        let how = piece.first ?? 0
        let text = String(decoding: piece.dropFirst(), as: UTF8.self)
        now += .milliseconds(Int64(how) * 100)
        switch how % 12 {
        case 0: try? engine.pollArrived(now: now)
        case 1:
            try? engine.postStarted()
            try? engine.postFinished(how > 127 ? .binary(Array(piece.dropFirst())) : .text(text), now: now)
        case 2: engine.webSocketReceived(text: text, now: now)
        case 3: engine.webSocketReceived(binary: Array(piece), now: now)
        case 4: _ = engine.probeOpened(now: now)
        case 5: engine.probeReceived(text: text)
        case 6: engine.handleTimeout(now: now)
        case 7: engine.send(.message(text))
        case 8: socketIO.receive(text: text, now: now, random: &random)
        case 9: socketIO.receive(binary: Array(piece), now: now, random: &random)
        case 10: try? engine.postStarted()
        default: engine.close(.serverShutdown, now: now)
        }
        while let output = engine.pollOutput() {
            switch output {
            case .message(let text): socketIO.receive(text: text, now: now, random: &random)
            case .binary(let bytes): socketIO.receive(binary: bytes, now: now, random: &random)
            default: break
            }
        }
        while let output = socketIO.pollOutput() {
            if case .send(let packet) = output {
                for packet in packet.enginePackets { engine.send(packet) }
            }
        }
    }
}

private func use(_ pieces: [ArraySlice<UInt8>]) {
    var session = SocketIOClientSession(configuration: SocketIOClientSession.Configuration(), now: .zero)
    var now = MonotonicTime.zero
    for piece in pieces {
        now += .milliseconds(Int64(piece.first ?? 0) * 100)
        if let packet = try? EngineIOPacket(text: String(decoding: piece.dropFirst(), as: UTF8.self)) {
            session.receive(packet, now: now)
        } else {
            session.receive(.binary(Array(piece)), now: now)
        }
        session.handleTimeout(now: now)
        while session.pollOutput() != nil {}
    }
}

private func parse(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let packets = try? EngineIOPayload.packets(in: text),
        (try? EngineIOPayload.packets(in: EngineIOPayload.text(of: packets))) != packets
    {
        preconditionFailure("a payload does not survive")
    }
    if let packets = try? EngineIOPayload.legacyPackets(in: text),
        (try? EngineIOPayload.legacyPackets(in: EngineIOPayload.text(of: packets, revision: .three))) != packets
    {
        preconditionFailure("a payload of revision 3 does not survive")
    }
    var decoder = SocketIODecoder()
    if let packet = (try? decoder.receive(text: text)) ?? nil {
        var again = SocketIODecoder()
        guard (try? again.receive(text: packet.text)) == packet else { preconditionFailure("a packet does not survive") }
    }
    var relay = SocketIODecoder(passesOn: true)
    var reader = SocketIODecoder()
    guard (try? relay.receive(text: text)) == (try? reader.receive(text: text)) else {
        preconditionFailure("a packet that is passed on is another")
    }
    _ = try? EngineIOHandshake(parsing: text)
    readFrames(bytes)
    var assembler = WebSocketMessageAssembler(maximumBytes: 1000)
    for (index, byte) in bytes.enumerated() {
        guard let opcode = WebSocketMessageAssembler.Opcode(rawValue: byte % 3) else { continue }
        _ = try? assembler.receive(opcode, isFinal: byte > 127, Array(bytes[index...]))
    }
}

private func readFrames(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let header = try? WebSocketFrameHeader.read(Array(rest).span, maximumLength: 1000) {
        guard header.size >= 2, header.length <= 1000 else { preconditionFailure("a frame of an impossible size") }
        guard rest.count >= header.size + header.length else { return }
        let content = Array(rest.dropFirst(header.size).prefix(header.length))
        if let mask = header.mask, mask.remove(from: mask.remove(from: content.span).span) != content {
            preconditionFailure("a mask that does not undo itself")
        }
        rest = rest.dropFirst(header.size + header.length)
    }
}
