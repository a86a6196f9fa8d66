import NIOCore
import NIOSSL
import Synchronization
import Trust

/// Whose certificates TURN servers may have.
package final class TLSTrust: Sendable {
    private let authorities: AuthorityCheck
    private let made = Mutex<NIOSSLContext?>(nil)

    /// - Parameter certificates: a PEM file of certificate authorities; `nil` means those of the system.
    package init(certificates: String? = nil) {
        authorities = AuthorityCheck(authorities: certificates)
    }

    /// TLS to a server, which is a name or an address.
    func handler(_ context: NIOSSLContext, server: String, isAddress: Bool) throws -> NIOSSLClientHandler {
        // An address is no name; it is looked for in the certificate by itself.
        let name = isAddress ? nil : server
        guard authorities.isNeeded else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        return try NIOSSLClientHandler(
            context: context,
            serverHostname: name,
            customVerificationCallback: { [authorities] certificates, promise in
                let chain = try? certificates.map { try $0.toDERBytes() }
                let isTrusted = chain.map { authorities.fault($0, host: server) == nil } ?? false
                promise.succeed(isTrusted ? .certificateVerified : .failed)
            }
        )
    }

    /// Reads the certificates once, which takes milliseconds: not on an event loop.
    func context() throws -> NIOSSLContext {
        try made.withLock { made in
            if let made { return made }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if let certificates = authorities.authorities { configuration.trustRoots = .file(certificates) }
            let context = try NIOSSLContext(configuration: configuration)
            made = context
            return context
        }
    }
}
