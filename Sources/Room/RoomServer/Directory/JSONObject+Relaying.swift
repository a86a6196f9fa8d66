import JSON

extension JSONObject {
    /// What servers pass on of a negotiation, in either direction: a description or a candidate.
    static func relayed(_ kind: String, _ value: JSONValue, _ negotiationID: String?) -> JSONObject {
        var object: JSONObject = ["t": .string(kind), "value": value]
        object["nid"] = negotiationID.map { .string($0) }
        return object
    }
}
