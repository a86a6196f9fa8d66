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
    package var notice: Notice?
    /// The time of day as it is to be shown; `nil` shows none.
    package var clock: String?

    /// One line of amber.
    package enum Notice: Equatable, Sendable {
        /// For the technician: a setting that was not understood.
        case setting(SettingFault)
        /// The room server gives no code for now; its own words, which may be empty, and whether it only asks to wait.
        case refused(String, isForNow: Bool)
        /// The last projection was cut off. Names may be empty.
        case lost(senderName: String)
        /// The last sender was not reached.
        case noPath(senderName: String)
        /// The last sender offered nothing that can be decoded.
        case unsupported(senderName: String)
        /// Another TV registers as this one.
        case identityCopied
    }

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
        notice: Notice? = nil,
        clock: String? = nil
    ) {
        self.code = code
        self.senderURL = senderURL
        self.call = call
        self.tvName = tvName
        self.connection = connection
        self.notice = notice
        self.clock = clock
    }

    /// The sender page with the code filled in, which is what the QR code holds. `nil` without an address.
    package var codeURL: String? {
        guard let senderURL else { return nil }
        guard let code, !code.isEmpty else { return senderURL }
        return senderURL.hasSuffix("/") ? senderURL + code : "\(senderURL)/\(code)"
    }

    var hasNotice: Bool { notice != nil }

    /// The address as it is shown and typed.
    var shownURL: String? { senderURL.flatMap(ShortAddress.of) }
}

/// How the TV stands with its room server.
package enum RoomConnection: Equatable, Sendable {
    /// Not connected yet since the start.
    case connecting
    case connected
    /// The room server was there and cannot be reached now. A running projection and the code outlive this.
    case reconnecting(server: String)
    /// This TV has no network. What it has of addresses, for those who look after it; any may be missing.
    case noNetwork(addresses: [String], hardwareAddresses: [String])
}
