import NIOSSL
import Synchronization

/// Whose certificates TURN servers may have.
package final class TLSTrust: Sendable {
    private let certificates: String?
    private let made = Mutex<NIOSSLContext?>(nil)

    /// - Parameter certificates: a PEM file of certificate authorities; `nil` means those of the system.
    package init(certificates: String? = nil) {
        self.certificates = certificates
    }

    /// Reads the certificates once, which takes milliseconds: not on an event loop.
    func context() throws -> NIOSSLContext {
        try made.withLock { made in
            if let made { return made }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if let certificates { configuration.trustRoots = .file(certificates) }
            let context = try NIOSSLContext(configuration: configuration)
            made = context
            return context
        }
    }
}
