import Synchronization

/// Numbers for `present` and for content tags, unlike those of any other source in this process: several may share a display.
package struct PresentationTokens: Sendable {
    private static let sources = Atomic<UInt64>(0)
    private static let counterBits: UInt64 = 48

    private let source: UInt64
    private var count: UInt64 = 0

    package init() {
        source = Self.sources.add(1, ordering: .relaxed).newValue & 0xFFFF
    }

    /// Never 0.
    package mutating func next() -> UInt64 {
        count = (count &+ 1) & ((1 << Self.counterBits) - 1)
        return source << Self.counterBits | count
    }

    /// Whether the token came from here.
    package func owns(_ token: UInt64) -> Bool {
        token >> Self.counterBits == source
    }
}
