/// A JSON text as a value (RFC 8259).
///
/// Whole numbers that fit stay exact in `integer`; everything else is the nearest `Double`.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
    /// An array or an object that nobody has looked into yet. It is read as such, and written as it came.
    case verbatim(JSONText)
}

extension JSONValue: Equatable {
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.verbatim(let text), let other), (let other, .verbatim(let text)): text.value == other.read
        default: false
        }
    }
}

extension JSONValue {
    package var isNull: Bool { if case .null = self { true } else { false } }

    /// The same as a value to look into: never `verbatim`, nor is anything in it that was.
    package var read: JSONValue { if case .verbatim(let text) = self { text.value } else { self } }

    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A whole number that fits, also when it was written as `3.0` or `3e2`.
    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    package var array: [JSONValue]? {
        if case .array(let value) = read { value } else { nil }
    }

    package var object: JSONObject? {
        if case .object(let value) = read { value } else { nil }
    }

    /// The member of that name, or `nil` if this is no object or has none.
    package subscript(name: String) -> JSONValue? { object?[name] }

    /// The element at `index`, or `nil` if this is no array or has none there.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = read, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}

extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(name: $0.0, value: $0.1) }))
    }
}
