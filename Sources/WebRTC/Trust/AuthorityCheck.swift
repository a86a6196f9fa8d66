/// How certificates are checked against authorities while the clock has not been set.
package struct AuthorityCheck: Sendable {
    package var clock: @Sendable () -> CertificateClock
    /// A PEM file of certificate authorities; `nil` for the system's.
    package var authorities: String?

    package init(authorities: String? = nil, clock: @escaping @Sendable () -> CertificateClock = { .system }) {
        self.clock = clock
        self.authorities = authorities
    }

    /// Whether the TLS library, which believes the clock, is not to be asked.
    package var isNeeded: Bool { !clock().isSet }

    /// Why the server that shows these certificates (DER, its own first) is not the host; `nil` when it is.
    package func fault(_ certificates: [[UInt8]], host: String) -> String? {
        CertificateChain(certificates).fault(host: host, clock: clock(), authorities: authorities)
    }
}
