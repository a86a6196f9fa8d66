/// One signaling system: all that the rest of Diascope knows of it. Each has a folder of its own in this room.
package struct SignalingSystem: Sendable {
    /// What its messages travel in.
    package enum Transport: Sendable, Equatable {
        case socketIO
        /// Text frames. The first path is the one a TV takes if its URL has none; our server listens at all of them.
        case webSocket(paths: [String])
    }

    /// As settings and status write it.
    package let name: String
    package let transport: Transport
    /// What a TV has to be told to speak it.
    package let needs: Need?
    /// A fresh dialect for a TV that is a client of such a server.
    package let makeTVDialect: @Sendable (TVDialectSettings) -> any TVDialect
    /// A fresh dialect for one client of our room server.
    package let makeRoomDialect: @Sendable () -> any RoomDialect

    package enum Need: Sendable {
        /// `TVDialectSettings.userID`.
        case userID
    }

    init(
        name: String,
        transport: Transport,
        needs: Need? = nil,
        makeTVDialect: @escaping @Sendable (TVDialectSettings) -> any TVDialect,
        makeRoomDialect: @escaping @Sendable () -> any RoomDialect
    ) {
        self.name = name
        self.transport = transport
        self.needs = needs
        self.makeTVDialect = makeTVDialect
        self.makeRoomDialect = makeRoomDialect
    }
}

extension SignalingSystem {
    /// Every system there is; the first is the default.
    package static let all: [SignalingSystem] = [.projection, .call, .cmd, .user]

    package static func named(_ name: String) -> SignalingSystem? {
        all.first { $0.name == name }
    }
}
