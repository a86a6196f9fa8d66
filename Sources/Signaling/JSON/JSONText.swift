/// One array or object that was read to see that it is sound, and kept in the very bytes in which it came: escapes, digits, members
/// written twice and white space between them included.
///
/// For what is only passed on: reading it into a tree and writing that again would cost more than all else that is done with it.
package struct JSONText: Sendable {
    package let text: String

    /// - Parameter text: what `JSONParser` has found to be an array or an object.
    init(checked text: String) {
        self.text = text
    }

    package var isObject: Bool { text.utf8.first == UInt8(ascii: "{") }

    /// What it says. Reads the text anew each time.
    package var value: JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch {
            assertionFailure("a text that was sound is not: \(error)")
            return .null
        }
    }
}
