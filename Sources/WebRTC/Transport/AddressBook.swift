import NIOCore
import Wire

/// Converts the system's addresses to ours. A peer's packets all come from one or two places, so the last conversion is
/// remembered.
struct AddressBook {
    private var lastReceived: (socket: SocketAddress, address: TransportAddress)?

    /// `nil` for anything that is not an IP address.
    mutating func transportAddress(of socket: SocketAddress) -> TransportAddress? {
        if let lastReceived, lastReceived.socket == socket { return lastReceived.address }
        guard let port = socket.port.flatMap(UInt16.init(exactly:)), let text = socket.ipAddress, let ip = IPAddress(text) else {
            return nil
        }
        let address = TransportAddress(ip, port)
        lastReceived = (socket, address)
        return address
    }
}
