/// The waiting TV: how to get a picture onto it.
package struct CodeScreen: Equatable, Sendable {
    /// `nil` until the room server has issued one.
    package var code: String?
    /// What a sender types into a browser; the QR code adds the projection code to it. `nil` if unknown.
    package var senderURL: String?
    /// For a TV that is called through pages of another system: where, instead of an address to open.
    package var call: Call?
    package var tvName: String
    package var connection: RoomConnection
    /// One line for the technician, such as a setting that was not understood.
    package var notice: String?

    package enum Call: Equatable, Sendable {
        /// The code is the name of the room.
        case room(server: String)
        /// The code is part of the user's name.
        case user(id: String, name: String, server: String)
    }

    package init(
        code: String?,
        senderURL: String?,
        call: Call? = nil,
        tvName: String,
        connection: RoomConnection,
        notice: String? = nil
    ) {
        self.code = code
        self.senderURL = senderURL
        self.call = call
        self.tvName = tvName
        self.connection = connection
        self.notice = notice
    }

    /// The sender page with the code filled in, which is what the QR code holds. `nil` without an address.
    package var codeURL: String? {
        guard let senderURL else { return nil }
        guard let code, !code.isEmpty else { return senderURL }
        return senderURL.hasSuffix("/") ? senderURL + code : "\(senderURL)/\(code)"
    }

    var hasNotice: Bool { notice?.isEmpty == false }

    /// The address as it is shown: a slash at the end is one more thing to type for nothing.
    var shownURL: String? {
        guard let senderURL, !senderURL.isEmpty else { return nil }
        return senderURL.hasSuffix("/") ? String(senderURL.dropLast()) : senderURL
    }
}

/// How the TV stands with its room server.
package enum RoomConnection: Equatable, Sendable {
    /// Not connected yet since the start.
    case connecting
    case connected
    /// The room server was there and cannot be reached now. A running projection and the code outlive this.
    case reconnecting(server: String)
}
