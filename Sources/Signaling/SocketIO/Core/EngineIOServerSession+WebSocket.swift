package import Wire

extension EngineIOServerSession {
    /// The content of a message, if a text frame on the session's WebSocket holds one and nothing is put out that comes before it.
    /// Nearly all that comes is messages: they need not go through the outputs. Of anything else `webSocketReceived` is told.
    package mutating func message(inWebSocketText text: String) -> Substring? {
        guard sendsAtOnce(), text.utf8.first == EngineIOPacket.messageType else { return nil }
        return Substring(text.utf8.dropFirst())
    }

    /// A text frame on the session's WebSocket.
    package mutating func webSocketReceived(text: String, now: MonotonicTime) {
        guard isOpen, transport == .webSocket else { return }
        guard let packet = try? EngineIOPacket(text: text[...], revision: revision) else {
            end(.protocolViolation)
            return
        }
        receive(packet, now: now)
    }

    /// A binary frame on the session's WebSocket.
    package mutating func webSocketReceived(binary: [UInt8], now: MonotonicTime) {
        guard isOpen, transport == .webSocket else { return }
        switch revision {
        case .four: receive(.binary(binary), now: now)
        case .three:
            guard let packet = try? EngineIOPacket(legacyBinary: binary) else {
                end(.protocolViolation)
                return
            }
            receive(packet, now: now)
        }
    }

    /// The session's WebSocket is gone.
    package mutating func webSocketClosed() {
        guard isOpen, transport == .webSocket else { return }
        output(.closed(.transportClosed))
        release()
    }

    /// A WebSocket that names this session has been opened. If this is `false` the owner closes it.
    package mutating func probeOpened(now: MonotonicTime) -> Bool {
        guard isOpen, transport == .polling, probe == nil else { return false }
        probe = .connected(until: now + configuration.upgradeTimeout)
        return true
    }

    /// A text frame on the WebSocket being tried: `2probe`, then `5`; anything else ends the trial.
    package mutating func probeReceived(text: String) {
        guard isOpen, let probe else { return }
        switch (probe, try? EngineIOPacket(text: text)) {
        case (.connected(let deadline), .ping("probe")?):
            self.probe = .confirmed(until: deadline)
            output(.sendProbe("3probe"))
            answerPollIfPossible()
        case (.confirmed, .upgrade?): promoteProbe()
        default: dropProbe()
        }
    }

    /// A binary frame came on the WebSocket being tried: no client does that.
    package mutating func probeReceivedBinary() {
        dropProbe()
    }

    /// The WebSocket being tried is gone; the session stays on polling.
    package mutating func probeClosed() {
        probe = nil
    }

    private mutating func promoteProbe() {
        probe = nil
        if isPollWaiting {
            enqueue(.noop)
            answerPollIfPossible()
        }
        transport = .webSocket
        output(.promoteProbe)
        let waiting = queue
        queue = []
        queuedBytes = 0
        for packet in waiting { transmit(packet) }
    }

    mutating func transmit(_ packet: EngineIOPacket) {
        switch packet {
        case .binary(let bytes) where !isBase64:
            output(.sendBinary(revision == .three ? [EngineIOPacket.legacyMessageType] + bytes : bytes))
        default: output(.sendText(packet.text(in: revision)))
        }
    }

    mutating func dropProbe() {
        guard probe != nil else { return }
        probe = nil
        output(.closeProbe)
    }
}
