/// A few words over somebody's picture.
package enum Badge: Equatable, Sendable {
    /// Who presents: at the lower left. Names may be empty.
    case presenter(name: String)
    /// The code for whoever is next: at the lower right.
    case code(String)
    /// Somebody wants to present: at the top.
    case question(newcomer: String, presenter: String)
    /// What the administrator wants to be read: at the top.
    case announcement(String)
    /// One of several pictures has gone quiet, or is held: in the middle.
    case interrupted
    case paused
}

/// A badge as pixels: opaque BGRA, tightly packed, and where its top left corner belongs.
package struct BadgePicture: Equatable, Sendable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int
    package var pixels: [UInt8]
}
