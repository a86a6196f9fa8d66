package import JSON
package import Wire

/// Socket.IO on one Engine.IO session, as the server sees it.
///
/// Only the namespace `/` exists; whoever asks for another is told so. To open more, keep one `Membership` for each.
package struct SocketIOServerSession: Sendable {
    package enum Output: Sendable, Equatable {
        case send(SocketIOPacket)
        /// The client has joined under this id, with what it sent along; its answer has been put out before.
        case connected(id: RandomID, auth: JSONValue?)
        case event(SocketIOEvent)
        /// The answer to an event of ours.
        case acknowledged(id: UInt64, arguments: [JSONValue])
        /// The client has left the namespace; the session stays open for it to join again.
        case disconnected
        /// End the session.
        case close(SocketIODisconnectReason)
    }

    private enum Membership: Sendable {
        case outside(until: MonotonicTime)
        case joined
        case ended
    }

    private let connectTimeout: Duration
    private var membership: Membership
    private var decoder: SocketIODecoder
    private var outputs = OutputQueue<Output>()
    /// Events that no one can be meant to hear, such as those whose name is a number.
    package private(set) var ignoredEvents = 0

    /// `connectTimeout` is what a client has to join after opening, and again after leaving.
    package init(connectTimeout: Duration, maximumAttachmentBytes: Int, now: MonotonicTime) {
        self.connectTimeout = connectTimeout
        membership = .outside(until: now + connectTimeout)
        decoder = SocketIODecoder(maximumAttachmentBytes: maximumAttachmentBytes)
    }

    package mutating func pollOutput() -> Output? { outputs.popFirst() }

    package var isConnected: Bool {
        if case .joined = membership { true } else { false }
    }

    package var nextDeadline: MonotonicTime? {
        if case .outside(let deadline) = membership { deadline } else { nil }
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        guard let nextDeadline, nextDeadline <= now else { return }
        end(.connectTimeout)
    }

    /// A text message of the session. `random` names the socket if this is its CONNECT.
    package mutating func receive(text: String, now: MonotonicTime, random: inout some RandomNumberGenerator) {
        if case .ended = membership { return }
        do {
            guard let packet = try decoder.receive(text: text) else { return }
            receive(packet, now: now, random: &random)
        } catch {
            end(.protocolViolation)
        }
    }

    /// A binary message of the session: an attachment.
    package mutating func receive(binary: [UInt8], now: MonotonicTime, random: inout some RandomNumberGenerator) {
        if case .ended = membership { return }
        do {
            guard let packet = try decoder.receive(binary: binary) else { return }
            receive(packet, now: now, random: &random)
        } catch {
            end(.protocolViolation)
        }
    }

    /// Sends an event or an answer; ignored unless the client has joined.
    package mutating func send(_ packet: SocketIOPacket) {
        guard isConnected else { return }
        outputs.append(.send(packet))
    }

    /// Leaves the namespace on our side: stock clients do not come back after this.
    package mutating func disconnect() {
        guard isConnected else { return }
        outputs.append(.send(SocketIOPacket(.disconnect)))
        end(.serverDisconnect)
    }

    /// The Engine.IO session ended.
    package mutating func engineClosed() {
        membership = .ended
    }

    private mutating func receive(
        _ packet: SocketIOPacket,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        guard packet.namespace == SocketIOPacket.root else {
            receiveForeign(packet)
            return
        }
        switch (packet.kind, membership) {
        case (.connect, .outside):
            let id = RandomID(using: &random)
            membership = .joined
            outputs.append(.send(SocketIOPacket(.connect, data: ["sid": .string(id.description)])))
            outputs.append(.connected(id: id, auth: packet.data))
        case (.event, .joined), (.binaryEvent, .joined):
            if let event = SocketIOEvent(packet) {
                outputs.append(.event(event))
            } else {
                ignoredEvents &+= 1
            }
        case (.acknowledgement, .joined), (.binaryAcknowledgement, .joined):
            guard let id = packet.acknowledgement, let arguments = packet.data?.array else { return }
            outputs.append(.acknowledged(id: id, arguments: arguments))
        case (.disconnect, .joined):
            membership = .outside(until: now + connectTimeout)
            outputs.append(.disconnected)
        default: end(.protocolViolation)
        }
    }

    /// A namespace we don't have can be asked for, and nothing else.
    private mutating func receiveForeign(_ packet: SocketIOPacket) {
        guard packet.kind == .connect else {
            end(.protocolViolation)
            return
        }
        let error: JSONValue = ["message": "Invalid namespace"]
        outputs.append(.send(SocketIOPacket(.connectError, namespace: packet.namespace, data: error)))
    }

    private mutating func end(_ reason: SocketIODisconnectReason) {
        if case .ended = membership { return }
        membership = .ended
        outputs.append(.close(reason))
    }
}
