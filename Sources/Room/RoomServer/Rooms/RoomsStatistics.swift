/// What the rooms have done and refused since the start: numbers only, nothing about anyone.
package struct RoomsStatistics: Sendable, Equatable {
    package var codesIssued = 0
    package var codesReturned = 0
    package var registrationsRefused = 0
    package var joins = 0
    package var joinsRefused = 0
    package var joinsRateLimited = 0
    /// Wrong codes that were looked at.
    package var guessesEvaluated = 0
    /// Connections closed for too many wrong codes.
    package var closedForGuessing = 0
    package var relayed = 0
    /// Messages for a peer that is not there, or that make no sense from who said them.
    package var undeliverable = 0
    /// Candidates beyond the limit, and what was held too long or was too much to hold.
    package var dropped = 0
    /// Messages that could not be read.
    package var malformed = 0

    package init() {}
}
