package import Wire

/// What a server answers to a TV that registered.
package struct Registration: Sendable, Equatable {
    /// The projection code to show.
    package var code: String
    /// What gets the TV the same code again; stock servers give none.
    package var token: Redacted<String>?
    package var iceServers: [IceServer]
    /// Where people open the sender page; stock servers don't say.
    package var senderURL: String?
    /// Where people find this TV.
    package var place: MeetingPlace

    package init(
        code: String,
        token: Redacted<String>? = nil,
        iceServers: [IceServer] = [],
        senderURL: String? = nil,
        place: MeetingPlace = .code
    ) {
        self.code = code
        self.token = token
        self.iceServers = iceServers
        self.senderURL = senderURL
        self.place = place
    }
}
