/// How things stand between the TV and its room server, as the screen tells it.
package enum RoomConnection: Sendable, Equatable {
    /// Not yet registered since the start.
    case connecting
    case connected
    /// Was registered; the code comes back with the connection.
    case reconnecting
    /// Another TV registered with our identity.
    case replaced
    /// The server gives us no code; its own words, or empty, and whether it only asks us to wait.
    case refused(message: String, isForNow: Bool)
}
