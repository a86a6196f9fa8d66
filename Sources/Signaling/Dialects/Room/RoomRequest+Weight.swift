import JSON

extension JSONValue {
    /// Roughly the bytes this takes as text, without writing it: strings, names and numbers count, escapes do not.
    ///
    /// - Parameter verbatim: what a value counts that nobody has looked into.
    private func weight(_ verbatim: (JSONText) -> Int) -> Int {
        switch self {
        case .null, .bool: 4
        case .integer, .number: 8
        case .string(let text): text.utf8.count + 2
        case .array(let elements): elements.reduce(2) { $0 + $1.weight(verbatim) + 1 }
        case .object(let object): object.members.reduce(2) { $0 + $1.name.utf8.count + $1.value.weight(verbatim) + 4 }
        case .verbatim(let text): verbatim(text)
        }
    }

    /// Roughly the bytes that keeping this takes.
    var weight: Int { weight { $0.text.utf8.count } }

    /// Whether all of it together is no more than `limit` bytes of text, however it is written.
    static func weigh(_ values: [JSONValue], atMost limit: Int) -> Bool {
        // No byte of JSON counts more than nine, an element that is a number of one digit: little need not be looked into.
        if values.reduce(0, { $0 + $1.weight { 9 * $0.text.utf8.count } }) <= limit { return true }
        return values.reduce(0) { $0 + $1.weight { $0.value.weight } } <= limit
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
