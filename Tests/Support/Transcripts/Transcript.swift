package import Foundation
package import JSON

/// A recorded exchange: JSON lines, each an object with one member that says who did what; `note` is a comment.
///
/// A text that is `$name` stands for something that is drawn at random: the first time it is met in what is expected it takes
/// whatever is there, and stands for that from then on. JSON texts within the JSON are compared as JSON.
package struct Transcript {
    package struct Line {
        package var number: Int
        package var actor: String
        package var value: JSONValue
    }

    package struct Malformed: Error, CustomStringConvertible {
        package var description: String
    }

    package let lines: [Line]
    private var bindings: [String: JSONValue] = [:]

    package init(file: URL) throws {
        var lines: [Line] = []
        let text = try String(contentsOf: file, encoding: .utf8)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
            guard case .object(let object) = try JSONValue(parsing: String(line)), let member = object.members.first else {
                throw Malformed(description: "line \(index + 1) of \(file.lastPathComponent) is no object")
            }
            if member.name != "note" { lines.append(Line(number: index + 1, actor: member.name, value: member.value)) }
        }
        self.lines = lines
    }

    /// A value of the transcript with what its `$names` stand for.
    package func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text):
            if let bound = bindings[text] { return bound }
            // Within JSON text, or beside other words.
            var result = text
            for (name, bound) in bindings.sorted(by: { $0.key.count > $1.key.count }) {
                result = result.replacingOccurrences(of: name, with: bound.string ?? bound.serialized())
            }
            return .string(result)
        case .array(let elements): return .array(elements.map(filled))
        case .object(let object):
            return .object(JSONObject(object.members.map { JSONObject.Member(name: $0.name, value: filled($0.value)) }))
        default: return value
        }
    }

    /// Whether what happened is what the transcript has here.
    package mutating func matches(_ expected: JSONValue, _ actual: JSONValue) -> Bool {
        switch (expected, actual) {
        case (.string(let name), _) where name.hasPrefix("$") && name.count > 1:
            if let bound = bindings[name] { return bound == actual }
            bindings[name] = actual
            return true
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) where !matches(left, right) { return false }
            return true
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            for member in left.members {
                guard let value = right[member.name], matches(member.value, value) else { return false }
            }
            return true
        case (.string(let left), .string(let right)):
            if filled(.string(left)).string == right { return true }
            guard left.hasPrefix("{"), let left = try? JSONValue(parsing: left), let right = try? JSONValue(parsing: right) else {
                return false
            }
            return matches(left, right)
        default: return expected == actual
        }
    }
}
