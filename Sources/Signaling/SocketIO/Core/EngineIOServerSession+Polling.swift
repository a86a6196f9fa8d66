package import Wire

extension EngineIOServerSession {
    /// What a queued packet costs beside its content.
    private static let packetOverhead = 64

    /// A GET asks for packets; it is answered by an `answerPoll`, at once or later.
    ///
    /// Throws what this GET is refused with. A second GET beside a waiting one ends the session.
    package mutating func pollArrived(now: MonotonicTime) throws(EngineIOHTTPError) {
        // The owner's timer may be late: to who is given up nothing is answered that looks like a session.
        handleTimeout(now: now)
        switch phase {
        case .released: throw .sessionUnknown
        case .closing:
            isPollWaiting = true
            answerPollIfPossible()
            if queue.isEmpty { release() }
        case .open:
            guard transport == .polling else { throw .badRequest }
            guard !isPollWaiting else {
                end(.protocolViolation)
                throw .badRequest
            }
            isPollWaiting = true
            answerPollIfPossible()
        }
    }

    /// The connection of the waiting GET broke.
    package mutating func pollAborted() {
        guard isPollWaiting else { return }
        isPollWaiting = false
        if transport == .polling { end(.transportClosed) }
    }

    /// The head of a POST has arrived; its body will follow, unless this throws. Two at a time end the session.
    package mutating func postStarted() throws(EngineIOHTTPError) {
        guard isOpen else { throw .sessionUnknown }
        guard transport == .polling else { throw .badRequest }
        guard !isPostRunning else {
            end(.protocolViolation)
            throw .badRequest
        }
        isPostRunning = true
    }

    /// The POST announced last broke, or was too large.
    package mutating func postAborted() {
        isPostRunning = false
    }

    /// The body of the POST announced last. Throws what the POST is refused with.
    package mutating func postFinished(_ body: PostBody, now: MonotonicTime) throws(EngineIOHTTPError) {
        isPostRunning = false
        guard isOpen else { throw .sessionUnknown }
        guard let packets = try? packets(in: body) else {
            end(.protocolViolation)
            throw .badRequest
        }
        for packet in packets { receive(packet, now: now) }
    }

    private func packets(in body: PostBody) throws(EngineIOError) -> [EngineIOPacket] {
        switch (body, revision) {
        case (.text(let text), .three): try EngineIOPayload.legacyPackets(in: text)
        case (.text(let text), .four): try EngineIOPayload.packets(in: text)
        case (.binary(let bytes), .three): try EngineIOPayload.legacyPackets(in: bytes)
        case (.binary, .four), (.invalid, _): throw .invalidUTF8
        }
    }

    mutating func enqueue(_ packet: EngineIOPacket) {
        queue.append(packet)
        queuedBytes += EngineIOServerSession.cost(of: packet)
    }

    private static func cost(of packet: EngineIOPacket) -> Int {
        let content =
            switch packet {
            case .message(let text), .open(let text), .ping(let text), .pong(let text): text.utf8.count
            case .binary(let bytes): bytes.count
            case .close, .upgrade, .noop: 0
            }
        return content + packetOverhead
    }

    /// Until `5` arrives, a client that is being upgraded must never be left waiting: it stops polling before it sends it.
    mutating func answerPollIfPossible() {
        guard isPollWaiting else { return }
        if queue.isEmpty, case .confirmed? = probe { enqueue(.noop) }
        guard !queue.isEmpty else { return }
        isPollWaiting = false
        let batch = queue.prefix(EngineIOPayload.batchLimit)
        output(.answerPoll(EngineIOPayload.text(of: Array(batch), revision: revision)))
        queuedBytes -= batch.reduce(0) { $0 + EngineIOServerSession.cost(of: $1) }
        queue = batch.count == queue.count ? [] : Array(queue[batch.endIndex...])
    }
}
