import JSON

extension JSONObject {
    /// The same with every name in lower case, for systems that read names without regard to case. Values stay as they are.
    var folded: JSONObject {
        JSONObject(members.map { Member(name: $0.name.lowercased(), value: $0.value) })
    }
}
