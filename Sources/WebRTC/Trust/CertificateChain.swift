import COpenSSL

/// The certificates that a server has shown, its own first, in DER.
package struct CertificateChain: Sendable {
    private let certificates: [[UInt8]]

    package init(_ certificates: [[UInt8]]) {
        self.certificates = certificates
    }

    /// Asks the authorities whether the server is the host that was asked for (RFC 5280 §6, RFC 6125). Reads files of a millisecond.
    ///
    /// - Parameters:
    ///   - host: a name, or an address.
    ///   - authorities: a PEM file; `nil` for the system's.
    /// - Returns: why not; `nil` when they vouch for it.
    package func fault(host: String, clock: CertificateClock, authorities: String?) -> String? {
        guard let check = unsafe diascope_chain_new() else { return "out of memory" }
        defer { unsafe diascope_chain_free(check) }
        for certificate in certificates {
            guard unsafe diascope_chain_add(check, certificate, certificate.count) == 1 else {
                ERR_clear_error()
                return "it shows a damaged certificate"
            }
        }
        guard unsafe authorities.map({ unsafe diascope_chain_trust(check, $0) }) ?? diascope_chain_trust_system(check) == 1 else {
            ERR_clear_error()
            return "the certificates of the authorities cannot be read"
        }
        var start: Int64 = 0
        guard unsafe diascope_chain_start(check, &start) == 1 else { return "its certificate has no date" }
        let time = clock.time(forCertificateFrom: start)
        let code = unsafe diascope_chain_verify(check, host, time)
        ERR_clear_error()
        return code == X509_V_OK ? nil : unsafe String(cString: X509_verify_cert_error_string(CLong(code)))
    }
}
