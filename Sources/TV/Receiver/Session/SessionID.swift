/// One projection attempt of one sender, for as long as this process runs. Later sessions have greater numbers.
package struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) {
        self.number = number
    }

    package static func < (left: SessionID, right: SessionID) -> Bool { left.number < right.number }

    package var description: String { String(number) }
}
