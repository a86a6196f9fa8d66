package import JSON

/// One packet of Socket.IO, protocol 5 (and 4, whose packets look the same), with its attachments.
package struct SocketIOPacket: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
        case connect = 0
        case disconnect = 1
        case event = 2
        case acknowledgement = 3
        case connectError = 4
        case binaryEvent = 5
        case binaryAcknowledgement = 6

        var isBinary: Bool { self == .binaryEvent || self == .binaryAcknowledgement }
    }

    /// The namespace that is not written.
    package static let root = "/"
    /// As many as the stock parser takes since the answer to CVE-2026-33151.
    package static let maximumAttachments = 10

    package var kind: Kind
    package var namespace: String
    package var acknowledgement: UInt64?
    package var data: JSONValue?
    package var attachments: [[UInt8]]

    package init(
        _ kind: Kind,
        namespace: String = SocketIOPacket.root,
        acknowledgement: UInt64? = nil,
        data: JSONValue? = nil,
        attachments: [[UInt8]] = []
    ) {
        self.kind = kind
        self.namespace = namespace
        self.acknowledgement = acknowledgement
        self.data = data
        self.attachments = attachments
    }

    /// The content of the Engine.IO message; attachments follow it as binary messages, in order.
    package var text: String {
        var bytes: [UInt8] = []
        // A candidate's message, without growing on the way.
        bytes.reserveCapacity(512)
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends `text` to what a message already holds.
    package func append(to bytes: inout [UInt8]) {
        SocketIOPacket.appendHead(kind, attachments.count, namespace, acknowledgement, to: &bytes)
        data?.append(to: &bytes)
    }

    /// All that precedes the data.
    static func appendHead(
        _ kind: Kind,
        _ attachments: Int,
        _ namespace: String,
        _ acknowledgement: UInt64?,
        to bytes: inout [UInt8]
    ) {
        bytes.append(UInt8(ascii: "0") + kind.rawValue)
        if kind.isBinary {
            bytes.append(contentsOf: "\(attachments)-".utf8)
        }
        if namespace != SocketIOPacket.root {
            bytes.append(contentsOf: namespace.utf8)
            bytes.append(UInt8(ascii: ","))
        }
        if let acknowledgement {
            bytes.append(contentsOf: acknowledgement.description.utf8)
        }
    }

    /// The Engine.IO packets that carry this one.
    package var enginePackets: [EngineIOPacket] {
        [.message(text)] + attachments.map(EngineIOPacket.binary)
    }
}
