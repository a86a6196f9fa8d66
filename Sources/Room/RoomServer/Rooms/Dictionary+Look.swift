extension Dictionary {
    /// Looks at a value where it lies, or changes it; `nil` if there is none. `self[key]?.part` would copy all of a large value, and
    /// count a reference to each object in it up and down again.
    @discardableResult
    mutating func look<Result>(at key: Key, _ body: (inout Value) -> Result) -> Result? {
        guard let index = index(forKey: key) else { return nil }
        return body(&values[index])
    }
}
