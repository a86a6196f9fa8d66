package import JSON
package import Wire

/// Socket.IO on one Engine.IO session, as the server sees it: the namespaces the client has joined, and what is said in
/// them. Whoever asks for a namespace that does not exist is told so.
///
/// Clients of Socket.IO 2.x (Engine.IO 3) are in `/` from the start, and are answered in its words.
package struct SocketIOServerSession: Sendable {
    package enum Output: Sendable, Equatable {
        case send(SocketIOPacket)
        /// The client has joined under this id, with what it sent along; its answer has been put out before.
        case connected(namespace: String, id: RandomID, auth: JSONValue?)
        case event(SocketIOEvent, namespace: String)
        /// The answer to an event of ours.
        case acknowledged(namespace: String, id: UInt64, arguments: [JSONValue])
        /// The client has left the namespace; the session stays open for it to join again.
        case disconnected(namespace: String)
        /// End the session.
        case close(SocketIODisconnectReason)
    }

    private let revision: EngineIORevision
    private let namespaces: Set<String>
    private let connectTimeout: Duration
    /// Until when a client that has joined nothing may stay so.
    package private(set) var nextDeadline: MonotonicTime?
    private var isEnded = false { didSet { if isEnded { nextDeadline = nil } } }
    private var isInRoot = false
    /// Those joined beside `/`: none for nearly everyone, so that an idle client costs nothing here.
    private var others: Set<String> = []
    private var decoder: SocketIODecoder
    private var outputs = OutputQueue<Output>()
    /// Events that no one can be meant to hear, such as those whose name is a number.
    package private(set) var ignoredEvents = 0

    /// `connectTimeout` is what a client has to join after opening, and again after leaving.
    package init(
        revision: EngineIORevision = .four,
        namespaces: Set<String> = [SocketIOPacket.root],
        connectTimeout: Duration,
        maximumAttachmentBytes: Int,
        now: MonotonicTime
    ) {
        self.revision = revision
        self.namespaces = namespaces
        self.connectTimeout = connectTimeout
        nextDeadline = now + connectTimeout
        decoder = SocketIODecoder(maximumAttachmentBytes: maximumAttachmentBytes, passesOn: true)
    }

    /// To be called once, at first: joins a client of revision 3, which waits for that without asking.
    package mutating func start(random: inout some RandomNumberGenerator) {
        if revision == .three { join(SocketIOPacket.root, auth: nil, random: &random) }
    }

    package mutating func pollOutput() -> Output? { outputs.popFirst() }

    package func isConnected(to namespace: String = SocketIOPacket.root) -> Bool {
        !isEnded && (namespace == SocketIOPacket.root ? isInRoot : others.contains(namespace))
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        guard let nextDeadline, nextDeadline <= now else { return }
        end(.connectTimeout)
    }

    /// A text message of the session. `random` names the socket if this is its CONNECT.
    package mutating func receive(text: Substring, now: MonotonicTime, random: inout some RandomNumberGenerator) {
        guard !isEnded else { return }
        do {
            guard let packet = try decoder.receive(text: text) else { return }
            receive(packet, now: now, random: &random)
        } catch {
            end(.protocolViolation)
        }
    }

    /// As `receive(text:now:random:)`, but the event that nearly every message is need not go through the outputs: it is returned,
    /// unless something is put out that comes before it.
    package mutating func event(
        inText text: Substring,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) -> (event: SocketIOEvent, namespace: String)? {
        guard !isEnded else { return nil }
        do {
            guard let packet = try decoder.receive(text: text) else { return nil }
            if packet.kind == .event, outputs.isEmpty, isConnected(to: packet.namespace) {
                let namespace = packet.namespace
                guard let event = SocketIOEvent(packet) else {
                    ignoredEvents &+= 1
                    return nil
                }
                return (event, namespace)
            }
            receive(packet, now: now, random: &random)
        } catch {
            end(.protocolViolation)
        }
        return nil
    }

    /// Whether what is sent can go out by itself: the client has joined, and nothing is put out that comes before it. Changes
    /// nothing.
    package mutating func sendsAtOnce(in namespace: String) -> Bool { outputs.isEmpty && isConnected(to: namespace) }

    /// See `receive(text:now:random:)`.
    package mutating func receive(text: String, now: MonotonicTime, random: inout some RandomNumberGenerator) {
        receive(text: text[...], now: now, random: &random)
    }

    /// A binary message of the session: an attachment.
    package mutating func receive(binary: [UInt8], now: MonotonicTime, random: inout some RandomNumberGenerator) {
        guard !isEnded else { return }
        do {
            guard let packet = try decoder.receive(binary: binary) else { return }
            receive(packet, now: now, random: &random)
        } catch {
            end(.protocolViolation)
        }
    }

    /// Sends an event or an answer; ignored unless the client has joined the packet's namespace.
    package mutating func send(_ packet: SocketIOPacket) {
        guard isConnected(to: packet.namespace) else { return }
        outputs.append(.send(packet))
    }

    /// Leaves every namespace on our side and ends: stock clients do not come back after this.
    package mutating func disconnect() {
        guard !isEnded, isInRoot || !others.isEmpty else { return }
        for namespace in others.sorted() { outputs.append(.send(SocketIOPacket(.disconnect, namespace: namespace))) }
        if isInRoot { outputs.append(.send(SocketIOPacket(.disconnect))) }
        end(.serverDisconnect)
    }

    /// The Engine.IO session ended.
    package mutating func engineClosed() {
        isEnded = true
    }

    private mutating func receive(
        _ packet: consuming SocketIOPacket,
        now: MonotonicTime,
        random: inout some RandomNumberGenerator
    ) {
        let namespace = packet.namespace
        guard isConnected(to: namespace) else {
            receiveFromOutside(packet, random: &random)
            return
        }
        switch packet.kind {
        case .event, .binaryEvent:
            if let event = SocketIOEvent(packet) {
                outputs.append(.event(event, namespace: namespace))
            } else {
                ignoredEvents &+= 1
            }
        case .acknowledgement, .binaryAcknowledgement:
            guard let id = packet.acknowledgement, let arguments = packet.data?.array else { return }
            outputs.append(.acknowledged(namespace: namespace, id: id, arguments: arguments))
        case .disconnect: left(namespace, now: now)
        // Revision 3 joins everyone to `/`, and some of its clients ask for it all the same.
        case .connect where revision == .three: break
        case .connect, .connectError: end(.protocolViolation)
        }
    }

    /// A namespace that the client is not in can be asked for, and nothing else.
    private mutating func receiveFromOutside(_ packet: SocketIOPacket, random: inout some RandomNumberGenerator) {
        guard packet.kind == .connect else {
            end(.protocolViolation)
            return
        }
        // Revision 3 writes a query behind the name; to revision 4 it belongs to the name.
        let name = revision == .three ? String(packet.namespace.prefix { $0 != "?" }) : packet.namespace
        if namespaces.contains(name) {
            guard !isConnected(to: name) else { return }
            join(name, auth: packet.data, random: &random)
        } else {
            let reason = "Invalid namespace"
            let error: JSONValue = revision == .three ? .string(reason) : ["message": .string(reason)]
            outputs.append(.send(SocketIOPacket(.connectError, namespace: packet.namespace, data: error)))
        }
    }

    private mutating func join(_ namespace: String, auth: JSONValue?, random: inout some RandomNumberGenerator) {
        let id = RandomID(using: &random)
        nextDeadline = nil
        if namespace == SocketIOPacket.root {
            isInRoot = true
        } else {
            others.insert(namespace)
        }
        let data: JSONValue? = revision == .three ? nil : ["sid": .string(id.description)]
        outputs.append(.send(SocketIOPacket(.connect, namespace: namespace, data: data)))
        outputs.append(.connected(namespace: namespace, id: id, auth: auth))
    }

    private mutating func left(_ namespace: String, now: MonotonicTime) {
        if namespace == SocketIOPacket.root {
            isInRoot = false
        } else {
            others.remove(namespace)
        }
        if !isInRoot, others.isEmpty { nextDeadline = now + connectTimeout }
        outputs.append(.disconnected(namespace: namespace))
    }

    private mutating func end(_ reason: SocketIODisconnectReason) {
        guard !isEnded else { return }
        isEnded = true
        outputs.append(.close(reason))
    }
}
