import NIOCore
import NIOPosix
import NIOSSL
import Trust
import Wire

/// Opens TCP connections to one server, with TLS as the trust policy wants it. The name is looked up each time.
///
/// `@unchecked Sendable`: used on `eventLoop` only, which NIO's closures run on too.
final class ClientConnector: @unchecked Sendable {
    let eventLoop: any EventLoop
    let url: SocketIOURL
    private let timeout: TimeAmount
    private let trust: SocketIOTrust
    private let authorities: AuthorityCheck
    /// The certificate that this attempt's connections have shown.
    private(set) var presentedPin: CertificatePin?
    /// Why the certificate was not believed, where we looked at it ourselves.
    private var refusal: SocketIOClientFailure?

    init(
        eventLoop: any EventLoop,
        url: SocketIOURL,
        trust: SocketIOTrust,
        timeout: Duration,
        authorities: AuthorityCheck = AuthorityCheck()
    ) {
        self.eventLoop = eventLoop
        self.url = url
        self.trust = trust
        self.authorities = authorities
        self.timeout = .nanoseconds(timeout.nanoseconds)
    }

    /// `configure` adds handlers behind TLS. Fails with a `SocketIOClientFailure`.
    func connect(_ configure: @escaping @Sendable (any Channel) throws -> Void) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if self.url.isSecure {
                        try channel.pipeline.syncOperations.addHandler(self.makeTLSHandler())
                    }
                    try configure(channel)
                }
            }
        return bootstrap.connect(host: url.host, port: url.port).flatMapErrorThrowing { error in
            throw self.failure(error)
        }
    }

    /// Sorts an error that a connection died of; `nil` if it says nothing about TLS or trust.
    func tlsFailure(_ error: any Error) -> SocketIOClientFailure? {
        if let refusal { return refusal }
        guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else { return nil }
        return .tls("\(error)")
    }

    private func failure(_ error: any Error) -> SocketIOClientFailure {
        if let failure = tlsFailure(error) { return failure }
        guard let error = error as? NIOConnectionError else { return .unreachable("\(error)") }
        if let dns = error.dnsAError ?? error.dnsAAAAError, error.connectionErrors.isEmpty { return .unreachable("\(dns)") }
        return .unreachable(error.connectionErrors.map { "\($0.target): \($0.error)" }.joined(separator: ", "))
    }

    private var expectedPin: CertificatePin? {
        switch trust {
        case .system: nil
        case .pinned(let pin): pin
        case .firstUse(let known): known[url.authority] ?? presentedPin
        }
    }

    private func makeTLSHandler() throws -> NIOSSLClientHandler {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // A name is needed for SNI; an address is not allowed there, and is checked against the certificate without.
        let isAddress = (try? SocketAddress(ipAddress: url.host, port: url.port)) != nil
        let name = isAddress ? nil : url.host
        if trust == .system, !authorities.isNeeded {
            if let file = authorities.authorities { configuration.trustRoots = .file(file) }
            return try NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: name)
        }
        configuration.certificateVerification = .noHostnameVerification
        return try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration),
            serverHostname: name,
            customVerificationCallback: { certificates, promise in
                promise.succeed(self.isTrusted(certificates) ? .certificateVerified : .failed)
            }
        )
    }

    private func isTrusted(_ certificates: [NIOSSLCertificate]) -> Bool {
        guard trust != .system else { return isVouchedFor(certificates) }
        guard let der = try? certificates.first?.toDERBytes() else { return false }
        let pin = CertificatePin(certificate: der)
        if let expected = expectedPin, expected != pin {
            refusal = .untrustedCertificate(expected: expected, presented: pin)
            return false
        }
        presentedPin = pin
        return true
    }

    private func isVouchedFor(_ certificates: [NIOSSLCertificate]) -> Bool {
        guard let chain = try? certificates.map({ try $0.toDERBytes() }) else { return false }
        guard let fault = authorities.fault(chain, host: url.host) else { return true }
        refusal = .tls(fault)
        return false
    }
}
