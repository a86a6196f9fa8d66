/// What the TV shows when it is not showing somebody's picture. A value: what to show, never how.
package enum Screen: Equatable, Sendable {
    /// From process start until there is something better to say. `message` is one line, may be empty.
    case starting(message: String)
    case code(CodeScreen)
    /// A sender has been accepted; its first picture is not there yet. The name may be empty.
    case connecting(senderName: String)
    /// The media path has gone quiet. Drawn over the last frame, which must already be in the pixels.
    case interrupted(senderName: String)
    case message(title: String, text: String)
    case problem(ProblemScreen)
    case status(StatusScreen)
}
