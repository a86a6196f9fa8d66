import Glibc
import Wire

/// The system's own calls for one UDP socket that NIO reads and closes.
///
/// NIO closes a datagram channel at the first `sendto` that fails with ENETUNREACH, EPERM, ENOBUFS and most others: one candidate
/// without a route, or an interface that is down for a moment, would end the session. Here a datagram that cannot be sent is a
/// lost datagram.
struct DatagramSocket {
    /// What the system said when a socket could not be made.
    struct Failure: Error, CustomStringConvertible {
        let operation: String
        let code: CInt
        var description: String { "\(operation): \(unsafe String(cString: strerror(code)))" }
    }

    let descriptor: CInt

    /// A socket bound to a port of the system's choice at `address`; whoever takes the descriptor closes it.
    init(boundTo address: IPAddress, receiveBufferBytes: CInt) throws(Failure) {
        let type = CInt(SOCK_DGRAM.rawValue | UInt32(SOCK_NONBLOCK.rawValue) | UInt32(SOCK_CLOEXEC.rawValue))
        let descriptor = socket(address.isV4 ? AF_INET : AF_INET6, type, 0)
        guard descriptor >= 0 else { throw Failure(operation: "socket", code: errno) }
        var size = receiveBufferBytes
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        let bound = unsafe DatagramSocket.withSocketAddress(of: TransportAddress(address, 0)) {
            unsafe Int(bind(descriptor, $0, $1))
        }
        guard bound == 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw Failure(operation: "bind", code: code)
        }
        self.descriptor = descriptor
    }

    /// Whether the kernel took the datagram.
    func send(_ bytes: [UInt8], to remote: TransportAddress) -> Bool {
        let sent = unsafe DatagramSocket.withSocketAddress(of: remote) { address, length in
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe sendto(descriptor, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL), address, length)
            }
        }
        return sent == bytes.count
    }

    /// `struct sockaddr_in` of `ip(7)`, or `struct sockaddr_in6` of `ipv6(7)`, byte for byte.
    private static func withSocketAddress(
        of address: TransportAddress,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int
    ) -> Int {
        let family = UInt16(address.ip.isV4 ? AF_INET : AF_INET6)
        // The family alone is in the machine's own order.
        var writer = ByteWriter(reservingCapacity: 28)
        writer.write(family.bigEndian)
        writer.write(address.port)
        if !address.ip.isV4 { writer.writeZeros(4) }
        writer.write(address.ip.bytes)
        writer.writeZeros(address.ip.isV4 ? 8 : 4)
        return unsafe writer.bytes.withUnsafeBytes { buffer in
            unsafe buffer.withMemoryRebound(to: sockaddr.self) { rebound in
                guard let base = rebound.baseAddress else { return -1 }
                return unsafe body(base, socklen_t(buffer.count))
            }
        }
    }
}
