import NIOCore
import Wire

/// Converts between the socket's addresses and ours. A peer's packets all come from one or two places, so the last
/// conversions are remembered.
struct AddressBook {
    private var lastReceived: (socket: SocketAddress, address: TransportAddress)?
    private var known: [TransportAddress: SocketAddress] = [:]

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

    mutating func socketAddress(of address: TransportAddress) -> SocketAddress? {
        if let socket = known[address] { return socket }
        // Addresses come from the network: a peer that names thousands of them must not grow this for ever.
        if known.count >= 256 { known.removeAll(keepingCapacity: true) }
        let packed = ByteBuffer(bytes: address.ip.bytes)
        guard let socket = try? SocketAddress(packedIPAddress: packed, port: Int(address.port)) else { return nil }
        known[address] = socket
        return socket
    }
}
