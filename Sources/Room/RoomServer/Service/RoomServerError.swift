/// Why the room server did not start.
package enum RoomServerError: Error, Equatable, CustomStringConvertible {
    case cannotListen(address: String, reason: String)

    package var description: String {
        switch self {
        case .cannotListen(let address, let reason):
            "Cannot listen on \(address): \(reason). Stop what uses that port, or listen on another one."
        }
    }
}
