import JSON

extension JSONValue {
    /// Roughly the bytes this takes as text, without writing it: strings, names and numbers count, escapes do not.
    var weight: Int {
        switch self {
        case .null, .bool: 4
        case .integer, .number: 8
        case .string(let text): text.utf8.count + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.weight + 1 }
        case .object(let object): object.members.reduce(2) { $0 + $1.name.utf8.count + $1.value.weight + 4 }
        }
    }
}

extension RoomRequest {
    /// Roughly the bytes that keeping this request takes.
    package var weight: Int {
        switch self {
        case .offer(let value, _), .tvOffer(let value, _, _), .answer(let value, _, _), .candidate(let value, _, _):
            value.weight + 64
        case .status(let object, _), .senderState(let object): JSONValue.object(object).weight
        case .register, .state, .connect, .decide, .sessionEnd, .wantOffer, .leave: 64
        }
    }
}
