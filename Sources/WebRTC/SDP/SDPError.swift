/// Why a text is not a session description. Lines are counted from 1.
package enum SDPError: Error, Equatable {
    /// More than `SessionDescription.maximumLength` bytes.
    case tooLarge
    /// The first line is not `v=0`.
    case notASessionDescription
    /// A line of more than `SessionDescription.maximumLineLength` bytes.
    case lineTooLong(line: Int)
    /// An `m=` line without kind, port, protocol and at least one format.
    case malformedMedia(line: Int)
    /// More than `SessionDescription.maximumMedia` media sections.
    case tooManyMedia
    /// More than `MediaDescription.maximumFormats` formats in one section.
    case tooManyFormats(line: Int)
}
