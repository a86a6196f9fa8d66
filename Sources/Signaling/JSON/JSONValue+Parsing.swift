extension JSONValue {
    /// Reads one JSON text, strictly by RFC 8259: no comments, no trailing commas, no byte order mark, valid UTF-8 only.
    ///
    /// The caller bounds the size of what it passes in. `maximumDepth` counts nested arrays and objects.
    package init(parsing bytes: Span<UInt8>, maximumDepth: Int = 64) throws(JSONError) {
        var parser = JSONParser(bytes, maximumDepth: maximumDepth)
        self = try parser.parseText()
    }

    /// Reads one JSON text; see `init(parsing:maximumDepth:)` over bytes.
    package init(parsing text: String, maximumDepth: Int = 64) throws(JSONError) {
        try self.init(parsing: text.utf8.span, maximumDepth: maximumDepth)
    }
}
