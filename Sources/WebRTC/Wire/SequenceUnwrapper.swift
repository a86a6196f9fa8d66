/// Turns a 16-bit counter that wraps into one that does not, by taking each value as the nearest to the newest seen.
package struct SequenceUnwrapper: Sendable {
    private var newest: Int64?

    package init() {}

    /// The unwrapped value; the first is the value itself. Values older than the first come out negative.
    package mutating func unwrap(_ value: UInt16) -> Int64 {
        guard let newest else {
            self.newest = Int64(value)
            return Int64(value)
        }
        let unwrapped = nearest(to: newest, value)
        self.newest = max(newest, unwrapped)
        return unwrapped
    }

    /// What `unwrap` would return, without remembering the value.
    package func peek(_ value: UInt16) -> Int64 {
        newest.map { nearest(to: $0, value) } ?? Int64(value)
    }

    private func nearest(to reference: Int64, _ value: UInt16) -> Int64 {
        let step = Int16(bitPattern: value &- UInt16(truncatingIfNeeded: reference))
        return reference &+ Int64(step)
    }
}
