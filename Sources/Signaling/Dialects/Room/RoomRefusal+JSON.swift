import JSON
import Wire

extension RoomRefusal {
    /// `{code, message, retryAfter?, presenter?}`, as every system of ours that has room for it says it.
    var json: JSONObject {
        var payload: JSONObject = ["code": .string(code.rawValue), "message": .string(message)]
        // Whole seconds, rounded up: who comes back a moment too early is refused again.
        payload["retryAfter"] = retryAfter.map { .integer(Int64($0.seconds.rounded(.up))) }
        payload["presenter"] = presenter.map { .string($0) }
        return payload
    }
}

extension JSONValue {
    /// `null`, or a candidate without a line.
    var isEndOfCandidates: Bool {
        switch read {
        case .null: true
        case .string(let line): line.isEmpty
        case .object(let fields): fields["candidate"]?.string?.isEmpty ?? true
        default: false
        }
    }
}
