/// One value of a YAML document and the line it starts on; 1 is the first line.
struct YAMLNode: Equatable {
    struct Entry: Equatable {
        var key: String
        var line: Int
        var value: YAMLNode
    }

    enum Content: Equatable {
        /// Text as written, without quotes.
        case scalar(String)
        /// Nothing at all, `~` or `null`.
        case null
        case sequence([YAMLNode])
        /// In the order written; a key can be there twice.
        case mapping([Entry])
    }

    var content: Content
    var line: Int
}
