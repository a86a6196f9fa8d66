import Glibc

/// TCP ports that a server can leave and come back to.
package enum UnusedPort {
    /// Below the range from which the system serves those who ask for any port: nobody else is given it meanwhile.
    private static let range = 20_000..<32_000

    /// One that nothing is bound to on loopback.
    package static func onLoopback() -> Int {
        while true {
            let port = Int.random(in: range)
            if isFree(port) { return port }
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
