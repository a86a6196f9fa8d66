/// Where people find a registered TV, in the words of its signaling system.
package enum MeetingPlace: Sendable, Equatable {
    /// By the code, typed into the sender page.
    case code
    /// In the room of that name: the code is the room's id.
    case room
    /// As that user.
    case user(id: String, name: String)
}
