/// What may stand where a path is expected.
enum FilePathText {
    static let expectation = "a path, such as /var/lib/diascope (~ and variables are not filled in)"

    static func isPath(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count < 4096 && !text.hasPrefix("~") && !text.contains("$")
            && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
}
