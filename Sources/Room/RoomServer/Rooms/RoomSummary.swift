package import Dialects
import JSON

/// A room as those who operate the server see it.
package struct RoomSummary: Sendable, Equatable {
    package struct Sender: Sendable, Equatable {
        package var peer: PeerID
        package var username: String?
    }

    package var code: ProjectionCode
    package var tvName: String?
    /// Whether the TV is here; if not, its code waits for it.
    package var isLive: Bool
    package var state: TVState?
    /// Who presents, as the TV calls it.
    package var presenter: String?
    /// In the order in which they joined.
    package var senders: [Sender]
}

extension RoomSummary {
    var json: JSONObject {
        var object: JSONObject = ["code": .string(code.description), "live": .bool(isLive)]
        object["tvName"] = tvName.map { .string($0) }
        object["state"] = state.map { .string($0.rawValue) }
        object["presenter"] = presenter.map { .string($0) }
        object["senders"] = .array(
            senders.map { sender in
                var object: JSONObject = ["clientId": .string(sender.peer.value)]
                object["username"] = sender.username.map { .string($0) }
                return .object(object)
            }
        )
        return object
    }
}
