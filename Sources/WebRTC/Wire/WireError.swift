/// Why bytes could not be read as what they should be.
package enum WireError: Error, Equatable {
    /// The input ended `missing` bytes too early.
    case truncated(missing: Int)
}
