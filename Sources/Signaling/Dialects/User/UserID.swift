import JSON

/// A user's id, a number or a text, as whoever named it wrote it.
struct UserID: Sendable, Equatable {
    let json: JSONValue

    /// Without regard to how it is written: `7` and `"7"` are the same user.
    var text: String { json.string ?? json.integer.map { String($0) } ?? "" }

    /// `nil` for what is neither a number over 0 nor a text that could be one or a name.
    init?(_ value: JSONValue?) {
        switch value {
        case .integer(let number) where number > 0: json = .integer(number)
        case .number(let number):
            guard let whole = Int64(exactly: number), whole > 0 else { return nil }
            json = .integer(whole)
        case .string(let text) where !text.isEmpty && text.utf8.count <= 128 && !text.allSatisfy { $0 == "0" }:
            json = .string(text)
        default: return nil
        }
    }

    /// As the configuration writes it: digits are a number, unless they stand in double quotes.
    init(configured text: String) {
        if text.count > 2, text.first == "\"", text.last == "\"" {
            json = .string(String(text.dropFirst().dropLast()))
        } else if let number = Int64(text), String(number) == text {
            json = .integer(number)
        } else {
            json = .string(text)
        }
    }

    init(number: Int64) { json = .integer(number) }

    func isSame(as other: UserID?) -> Bool { text == other?.text }
}
