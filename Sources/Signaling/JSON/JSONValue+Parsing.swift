extension JSONValue {
    /// Reads one JSON text, strictly by RFC 8259: no comments, no trailing commas, no byte order mark, valid UTF-8 only.
    ///
    /// The caller bounds the size of what it passes in. `maximumDepth` counts nested arrays and objects. Those that lie in as
    /// many others as `verbatimDepth` says are checked as everything is, but stay text (`verbatim`) until someone looks into them.
    package init(parsing bytes: Span<UInt8>, maximumDepth: Int = 64, verbatimDepth: Int = .max) throws(JSONError) {
        var parser = JSONParser(bytes, maximumDepth: maximumDepth, verbatimDepth: verbatimDepth)
        self = try parser.parseText()
    }

    /// Reads one JSON text; see `init(parsing:maximumDepth:verbatimDepth:)` over bytes.
    package init(parsing text: String, maximumDepth: Int = 64) throws(JSONError) {
        try self.init(parsing: text.utf8.span, maximumDepth: maximumDepth)
    }
}
