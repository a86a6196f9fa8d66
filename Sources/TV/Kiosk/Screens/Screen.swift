/// What the TV shows when it is not showing somebody's picture. A value: what to show, never how.
package enum Screen: Equatable, Sendable {
    /// From process start until there is something better to say. `message` is one line, may be empty.
    case starting(message: String)
    case code(CodeScreen)
    /// There is no network, and no code from earlier either.
    case noNetwork(NetworkScreen)
    /// A sender has been accepted; its first picture is not there yet. The name may be empty.
    case connecting(senderName: String)
    /// The media path has gone quiet. Drawn over the last frame, which must already be in the pixels.
    case interrupted(senderName: String)
    /// The sender holds its picture. Drawn over the last frame, as `interrupted` is.
    case paused(senderName: String)
    /// Who presented has stopped. The next one finds the code here already.
    case ended(senderName: String, CodeReminder?)
    /// What the administrator wants to be read.
    case announcement(String, CodeReminder?)
    case problem(ProblemScreen)
    case status(StatusScreen)

    /// Whether it is drawn over the last frame instead of over everything.
    package var keepsLastFrame: Bool {
        switch self {
        case .interrupted, .paused: true
        case .starting, .code, .noNetwork, .connecting, .ended, .announcement, .problem, .status: false
        }
    }
}
