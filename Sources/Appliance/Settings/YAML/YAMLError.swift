/// Why a document could not be read as the small part of YAML that settings need.
enum YAMLError: Error, Equatable {
    /// libyaml's words and the line they are about.
    case syntax(String, line: Int)
    case deeperThan(Int, line: Int)
    /// `&name` or `*name`.
    case anchor(line: Int)
    /// `!tag`.
    case tag(line: Int)
    case secondDocument(line: Int)
    /// A key that is itself a list or a section.
    case compositeKey(line: Int)
}
