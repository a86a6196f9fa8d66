import NIOCore
import Wire

extension TransportAddress {
    /// `nil` for anything but IP.
    init?(_ address: SocketAddress) {
        guard let text = address.ipAddress, let ip = IPAddress(text), let port = address.port else { return nil }
        self.init(ip, UInt16(truncatingIfNeeded: port))
    }
}
