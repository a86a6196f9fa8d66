/// What the room server is doing, for status and metrics.
package struct RoomServerStatistics: Sendable, Equatable {
    package var rooms: RoomsStatistics
    /// TVs that are here now.
    package var liveTVs: Int
    /// Codes kept for TVs that are away.
    package var reservedCodes: Int
    /// Senders in a room now.
    package var senders: Int
    /// `nil` for a server that is alone.
    package var directory: DirectoryStatistics?
}
