package import JSON

/// What a server tells the others of itself, again and again.
package struct NodeNotice: Sendable, Equatable {
    /// Where people open its page: for whoever looks into Redis.
    package var url: String
    /// Of the key that signs tokens; servers with different keys cannot take each other's TVs.
    package var keyFingerprint: String
    /// Codes of TVs that are there, by length.
    package var codes: [Int: Int]

    package init(url: String, keyFingerprint: String, codes: [Int: Int]) {
        self.url = url
        self.keyFingerprint = keyFingerprint
        self.codes = codes
    }

    package var json: JSONValue {
        let counts = codes.sorted { $0.key < $1.key }.map {
            JSONObject.Member(name: "\($0.key)", value: .integer(Int64($0.value)))
        }
        return ["url": .string(url), "key": .string(keyFingerprint), "codes": .object(JSONObject(counts))]
    }

    /// `nil` for what no server of ours says.
    package init?(_ json: JSONValue) {
        guard let url = json["url"]?.string, let key = json["key"]?.string, let counts = json["codes"]?.object else { return nil }
        let numbers = counts.members.compactMap { member -> (Int, Int)? in
            guard let length = Int(member.name), let count = member.value.integer.flatMap({ Int(exactly: $0) }), count >= 0
            else { return nil }
            return (length, min(count, 1 << 40))
        }
        self.init(url: url, keyFingerprint: key, codes: Dictionary(numbers) { first, _ in first })
    }
}
