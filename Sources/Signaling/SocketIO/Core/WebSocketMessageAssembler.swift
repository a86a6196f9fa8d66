/// Why a WebSocket must be closed, with the code to say so (RFC 6455 §7.4.1).
package enum WebSocketViolation: Error, Equatable {
    /// Fragments in the wrong order, or reserved opcodes.
    case protocolError
    /// A text that is no UTF-8.
    case invalidUTF8
    /// A message longer than agreed.
    case messageTooLarge
    /// A message in more fragments than anyone needs.
    case tooManyFragments

    /// The status code of the close frame.
    package var closeCode: UInt16 {
        switch self {
        case .protocolError: 1002
        case .invalidUTF8: 1007
        case .messageTooLarge: 1009
        case .tooManyFragments: 1008
        }
    }
}

/// Puts the data frames of one WebSocket together to messages (RFC 6455 §5.4).
package struct WebSocketMessageAssembler: Sendable {
    package enum Message: Sendable, Equatable {
        case text(String)
        case binary([UInt8])
    }

    /// The opcodes of data frames (RFC 6455 §5.2).
    package enum Opcode: UInt8, Sendable {
        case continuation = 0
        case text = 1
        case binary = 2
    }

    private struct Incomplete: Sendable {
        var opcode: Opcode
        var bytes: [UInt8]
        var fragments = 1
    }

    private static let maximumFragments = 256
    private let maximumBytes: Int
    private var incomplete: Incomplete?

    /// `maximumBytes` bounds a whole message.
    package init(maximumBytes: Int) {
        self.maximumBytes = maximumBytes
    }

    /// Takes the unmasked content of a data frame; returns the message if the frame completes one.
    package mutating func receive(
        _ opcode: Opcode,
        isFinal: Bool,
        _ bytes: [UInt8]
    ) throws(WebSocketViolation) -> Message? {
        guard bytes.count + (incomplete?.bytes.count ?? 0) <= maximumBytes else { throw .messageTooLarge }
        switch (opcode, incomplete) {
        case (.continuation, nil), (.text, _?), (.binary, _?): throw .protocolError
        case (_, nil):
            guard !isFinal else { return try message(opcode, bytes) }
            incomplete = Incomplete(opcode: opcode, bytes: bytes)
            return nil
        case (.continuation, var started?):
            incomplete = nil
            started.bytes += bytes
            started.fragments += 1
            guard started.fragments <= WebSocketMessageAssembler.maximumFragments else { throw .tooManyFragments }
            guard !isFinal else { return try message(started.opcode, started.bytes) }
            incomplete = started
            return nil
        }
    }

    /// Takes a text that is whole in one frame, as nearly all are.
    package func receive(wholeText bytes: [UInt8]) throws(WebSocketViolation) -> String {
        guard bytes.count + (incomplete?.bytes.count ?? 0) <= maximumBytes else { throw .messageTooLarge }
        guard incomplete == nil else { throw .protocolError }
        return try text(bytes)
    }

    private func message(_ opcode: Opcode, _ bytes: [UInt8]) throws(WebSocketViolation) -> Message {
        opcode == .text ? .text(try text(bytes)) : .binary(bytes)
    }

    private func text(_ bytes: [UInt8]) throws(WebSocketViolation) -> String {
        guard let text = try? UTF8Span(validating: bytes.span) else { throw .invalidUTF8 }
        return String(copying: text)
    }
}
