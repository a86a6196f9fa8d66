import Glibc

/// Sends datagrams to one Unix socket and never waits for it.
///
/// The address is a path, or, with `@` in front, a name in Linux's abstract namespace.
final class UnixDatagramSocket: Sendable {
    private let descriptor: Int32
    /// A `sockaddr_un` as bytes; the length counts, because an abstract name ends where it ends.
    private let address: [UInt8]

    private static let longestPath = 107

    /// `nil` for an address that is none, and where the system has no descriptor left.
    init?(_ address: String) {
        guard let bytes = UnixDatagramSocket.socketAddress(address) else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        self.address = bytes
    }

    deinit { close(descriptor) }

    /// Whether the datagram was taken; a reader that is away or behind loses it.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe address.withUnsafeBytes { address -> Int in
                guard let target = address.baseAddress else { return -1 }
                return unsafe sendto(
                    descriptor,
                    bytes.baseAddress,
                    bytes.count,
                    flags,
                    target.assumingMemoryBound(to: sockaddr.self),
                    socklen_t(address.count)
                )
            }
        }
        return sent == bytes.count
    }

    /// The family in the machine's byte order, then the path with its end, or a zero and the abstract name.
    static func socketAddress(_ text: String) -> [UInt8]? {
        var path = Array(text.utf8)
        guard let first = path.first, !path.contains(0), path.count <= longestPath else { return nil }
        switch first {
        case UInt8(ascii: "@"): path[0] = 0
        case UInt8(ascii: "/"): path.append(0)
        default: return nil
        }
        let family = UInt16(AF_UNIX)
        return unsafe withUnsafeBytes(of: family) { unsafe Array($0) } + path
    }
}
