/// Why the room server did not start.
package enum RoomServerError: Error, Equatable, CustomStringConvertible {
    case cannotListen(address: String, reason: String)
    /// The operating port's.
    case tokenTooShort
    case badServerKey
    case badAuthorities(reason: String)

    package var description: String {
        switch self {
        case .cannotListen(let address, let reason):
            "Cannot listen on \(address): \(reason). Stop what uses that port, or listen on another one."
        case .tokenTooShort:
            "Cannot open the operating port: its token has fewer than \(OperatingToken.shortest) characters, which can be "
                + "guessed. Make a longer one, such as by \"openssl rand -hex 32\"."
        case .badServerKey:
            "The server key is not 64 hexadecimal digits. Make one with: openssl rand -hex 32"
        case .badAuthorities(let reason):
            "Cannot read the certificate authorities for Redis: \(reason). Name a PEM file."
        }
    }
}
