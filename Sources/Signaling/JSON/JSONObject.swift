/// The members of a JSON object, in the order in which they were written.
///
/// A flat array: messages have a handful of members, for which a scan beats hashing, and what we send keeps the
/// order in which we wrote it.
package struct JSONObject: Sendable {
    package struct Member: Sendable, Equatable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Names are unique.
    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// Room for so many members, in the order in which they will be set.
    package init(minimumCapacity: Int) {
        members = []
        members.reserveCapacity(minimumCapacity)
    }

    /// Of members with the same name the last one counts, at the place of the first.
    package init(_ written: [Member]) {
        // Below this a scan is cheaper; above it a hostile text could make scanning quadratic.
        guard written.count > 8 else {
            members = written
            guard JSONObject.hasDoubles(written) else { return }
            members = []
            for member in written { self[member.name] = member.value }
            return
        }
        members = []
        members.reserveCapacity(written.count)
        var places: [String: Int] = Dictionary(minimumCapacity: written.count)
        for member in written {
            if let place = places[member.name] {
                members[place].value = member.value
            } else {
                places[member.name] = members.count
                members.append(member)
            }
        }
    }

    private static func hasDoubles(_ members: [Member]) -> Bool {
        members.indices.contains { index in members[..<index].contains { $0.name == members[index].name } }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }

    /// Setting `nil` removes the member, so optional fields are left out by assigning them.
    package subscript(name: String) -> JSONValue? {
        get {
            members.first { $0.name == name }?.value
        }
        set {
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Equatable {
    /// Whatever the order: RFC 8259 §4 leaves it without meaning.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.count == right.count else { return false }
        if left.members == right.members { return true }
        let other = Dictionary(right.members.map { ($0.name, $0.value) }) { _, last in last }
        return left.members.allSatisfy { other[$0.name] == $0.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
