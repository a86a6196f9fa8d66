package import NIOHTTP1
package import Wire

/// The reverse proxies whose word is taken for whom they speak. Anyone else's `X-Forwarded-For` is ignored: a client that
/// could choose its address would have a fresh one for every guess.
package struct TrustedProxies: Sendable, Equatable {
    /// A client as the limits and the rules about plain HTTP see it.
    package struct Client: Sendable, Equatable {
        package var address: TransportAddress?
        package var isSecure: Bool
    }

    /// More proxies in a row than anyone has.
    private static let longestChain = 32

    package var networks: [IPNetwork]

    package init(_ networks: [IPNetwork] = []) {
        self.networks = networks
    }

    /// Who sent the request that came from `address`: the last address in `X-Forwarded-For` that is no proxy of ours.
    package func client(of head: HTTPRequestHead, from address: TransportAddress?, isSecure: Bool) -> Client {
        guard !networks.isEmpty, let address, contains(address.ip) else { return Client(address: address, isSecure: isSecure) }
        var client = address
        let chain = head.headers["x-forwarded-for"].joined(separator: ",").split(separator: ",")
        for entry in chain.reversed().prefix(TrustedProxies.longestChain) {
            guard let ip = TrustedProxies.address(in: entry) else { break }
            client = TransportAddress(ip, 0)
            guard contains(ip) else { break }
        }
        let scheme = head.headers["x-forwarded-proto"].last?.split(separator: ",").last
        let isForwardedSecure = scheme.map { $0.filter { $0 != " " }.lowercased() == "https" } ?? false
        return Client(address: client, isSecure: isSecure || isForwardedSecure)
    }

    private func contains(_ ip: IPAddress) -> Bool { networks.contains { $0.contains(ip) } }

    /// An address, which some proxies write with its port: `192.0.2.1:1234`, `[2001:db8::1]:1234`.
    private static func address(in entry: Substring) -> IPAddress? {
        let text = entry.filter { $0 != " " && $0 != "\t" }
        if text.hasPrefix("[") { return IPAddress(text.dropFirst().prefix { $0 != "]" }) }
        if let ip = IPAddress(text) { return ip }
        return IPAddress(text.prefix { $0 != ":" })
    }
}
