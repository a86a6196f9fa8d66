package import Wire

/// The directory of a server that is alone: every code is its own, and whatever TV there is, is here.
package struct OwnDirectory: RoomDirectory {
    package init() {}

    package mutating func claim(
        _ code: ProjectionCode,
        for owner: TVIdentity,
        number: Int,
        now: MonotonicTime
    ) -> ClaimAnswer? { .granted }

    package mutating func release(_ code: ProjectionCode, now: MonotonicTime) {}
    package mutating func free(_ code: ProjectionCode, now: MonotonicTime) {}

    package mutating func locate(
        _ code: ProjectionCode,
        guesser: IPAddress?,
        number: Int,
        now: MonotonicTime
    ) -> CodeLocation? { .here }

    package mutating func send(_ message: NodeMessage, to node: NodeID, now: MonotonicTime) {}
    package func codesElsewhere(ofLength length: Int) -> Int { 0 }
    package mutating func pollEvent() -> DirectoryEvent? { nil }
    package var nextDeadline: MonotonicTime? { nil }
    package mutating func handleTimeout(now: MonotonicTime) {}
    package mutating func pollCommand() -> NumberedCommand? { nil }
    package mutating func receive(_ input: DirectoryInput, now: MonotonicTime) {}
    package var statistics: DirectoryStatistics? { nil }
}
