import FoundationEssentials
import Glibc
import Logging
import NIOCore
import NIOPosix
import SocketIOCore
import SocketIOServer
import Transport
import Wire

extension RoomServer {
    static func key(
        of configuration: RoomServerConfiguration,
        in directory: StateDirectory,
        logger: Logger
    ) throws -> Redacted<[UInt8]> {
        if let text = configuration.serverKey {
            guard let key = Hexadecimal.bytes(in: text.exposed[...]), key.count == RoomTickets.keySize else {
                throw RoomServerError.badServerKey
            }
            return Redacted(key)
        }
        var random = SystemRandomNumberGenerator()
        let (key, wasDamaged) = try ServerKey.load(from: directory, random: &random)
        if wasDamaged { logger.warning("the server's key was damaged and has been set aside: every TV will get a new code") }
        return key
    }

    static func newNode() -> NodeID {
        var random = SystemRandomNumberGenerator()
        return NodeID(random: &random)
    }

    /// Its own, or the one that it shares with other servers.
    static func roomDirectory(
        for configuration: RoomServerConfiguration,
        node: NodeID,
        tickets: RoomTickets
    ) -> any RoomDirectory {
        guard configuration.redis != nil else { return OwnDirectory() }
        var settings = SharedDirectory.Configuration(node: node, rates: GuessRates(configuration.rooms))
        settings.notice.keyFingerprint = tickets.fingerprint
        return SharedDirectory(settings)
    }

    static func share(
        _ service: RoomService,
        by configuration: RoomServerConfiguration,
        node: NodeID,
        on eventLoop: any EventLoop,
        logger: Logger
    ) throws(RoomServerError) {
        guard let redis = configuration.redis else { return }
        do {
            let directory = try RedisDirectory(
                eventLoop: eventLoop,
                configuration: redis,
                node: node,
                reservation: configuration.rooms.reservationTime,
                logger: logger
            )
            service.share(by: directory)
        } catch {
            throw .badAuthorities(reason: "\(error)")
        }
    }

    static func certificate(
        for configuration: RoomServerConfiguration,
        in directory: StateDirectory,
        logger: Logger
    ) throws -> ServerCertificate {
        if case .given(let certificate, let key) = configuration.certificate {
            return try .given(certificatePath: certificate, keyPath: key)
        }
        let subject = ServerCertificateStore.Subject(
            hostNames: hostNames(),
            addresses: LANAddress.interfaces().map(\.address).filter { !$0.isLinkLocal }
        )
        let (certificate, origin) = try ServerCertificateStore(directory: directory).load(for: subject, now: Date())
        switch origin {
        case .kept: break
        case .created: logger.info("created a self-signed certificate; browsers warn of it once")
        case .renewed:
            logger.notice(
                "the self-signed certificate was about to expire and has been renewed: TVs that pin it need the new one"
            )
        case .replacedDamaged:
            logger.warning("the self-signed certificate was damaged and has been replaced: TVs that pin it need the new one")
        }
        return certificate
    }

    /// `nil` for a certificate of our own, which changes only when the server starts.
    static func certificateWatch(
        of configuration: RoomServerConfiguration,
        tls: ServerTLS,
        on eventLoop: any EventLoop,
        logger: Logger
    ) -> FileWatch? {
        guard case .given(let certificate, let key) = configuration.certificate else { return nil }
        let renewal = CertificateRenewal(certificatePath: certificate, keyPath: key, tls: tls, logger: logger)
        return renewal.watch(on: eventLoop, every: configuration.fileInterval)
    }

    /// `nil` where there is no TURN server, or none that is to be tested.
    static func relayMonitor(
        of configuration: RoomServerConfiguration,
        service: RoomService,
        on eventLoop: any EventLoop,
        logger: Logger
    ) -> RelayMonitor? {
        guard configuration.rooms.turn != nil, let interval = configuration.relay.interval else { return nil }
        let trust = TLSTrust(certificates: configuration.relay.certificates)
        return RelayMonitor(interval: interval, trust: trust, on: eventLoop, logger: logger) { [weak service] in
            service?.rooms.configuration.turn
        }
    }

    /// `nil` where there is no file to watch.
    static func secretWatch(
        of configuration: RoomServerConfiguration,
        service: RoomService,
        relay: RelayMonitor?,
        on eventLoop: any EventLoop,
        logger: Logger
    ) -> FileWatch? {
        guard let path = configuration.relay.secretPath, configuration.rooms.turn != nil else { return nil }
        let read = configuration.relay.readSecrets
        let watch = FileWatch(paths: [path]) { [weak service] in
            do {
                guard let access = service?.rooms.configuration.turn?.with(try read()) else {
                    return logger.error("the TURN server's secret has changed to nothing: the old one is kept")
                }
                service?.operate { rooms, _, _ in rooms.configuration.turn = access }
                logger.notice("the TURN server's secret has been read again")
                relay?.testAgain()
            } catch {
                logger.error(
                    "the TURN server's secret has changed and cannot be read: the old one is kept",
                    metadata: ["reason": "\(error)"]
                )
            }
        }
        watch.start(on: eventLoop, every: configuration.fileInterval)
        return watch
    }

    static func operatingToken(of configuration: OperatingConfiguration) throws(RoomServerError) -> OperatingToken {
        guard let token = OperatingToken(configuration.token) else { throw .tokenTooShort }
        return token
    }

    /// HTTP alone, with what is known here about bounds and time.
    static func operatingServer(
        _ operations: RoomOperations,
        token: OperatingToken,
        on eventLoop: any EventLoop,
        logger: Logger
    ) -> SocketIOServer {
        var settings = SocketIOServerConfiguration()
        settings.path = nil
        let responder = OperatingResponder(operations, token: token, logger: logger) {
            MonotonicTime(nanoseconds: Int64(clamping: eventLoop.now.uptimeNanoseconds))
        }
        return SocketIOServer(eventLoop: eventLoop, configuration: settings, responder: responder, logger: logger)
    }

    /// What this machine may be called in an address bar.
    private static func hostNames() -> [String] {
        var buffer = [CChar](repeating: 0, count: 256)
        let succeeded = unsafe gethostname(&buffer, buffer.count - 1) == 0
        let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let isName = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || "-.".contains(character))
        }
        guard succeeded, !name.isEmpty, name != "localhost", name.allSatisfy(isName) else { return ["localhost"] }
        return name.contains(".") ? ["localhost", name] : ["localhost", name, name + ".local"]
    }

    static func socketIOConfiguration(_ configuration: RoomServerConfiguration) -> SocketIOServerConfiguration {
        var settings = SocketIOServerConfiguration()
        // By default twice what an event may carry: what is a little too long is answered rather than cut off.
        settings.sessions = EngineIOServerConfiguration(
            maxPayload: configuration.maximumMessageBytes,
            maximumQueuedBytes: 8 * configuration.maximumMessageBytes
        )
        settings.cors = configuration.cors
        settings.retainedHeaders = []
        settings.limits = configuration.limits
        settings.proxies = TrustedProxies(configuration.trustedProxies)
        return settings
    }

    static func listen(
        _ bootstrap: ServerBootstrap,
        at listen: RoomServerConfiguration.Listen
    ) async throws(RoomServerError) -> any Channel {
        // `::` takes IPv4 too; a kernel without IPv6 has only the other.
        let hosts = listen.host == "*" ? ["::", "0.0.0.0"] : [listen.host]
        var reason = ""
        for host in hosts {
            do {
                return try await bootstrap.bind(host: host, port: listen.port).get()
            } catch {
                reason = "\(error)"
            }
        }
        throw .cannotListen(address: "\(listen.host):\(listen.port)", reason: reason)
    }

    static func senderURL(
        for configuration: RoomServerConfiguration,
        at local: SocketAddress?,
        on eventLoop: any EventLoop
    ) async -> String {
        if let url = configuration.publicURL { return String(url.last == "/" ? url.dropLast() : url[...]) }
        let bound = local.flatMap(TransportAddress.init)
        let address = if let ip = bound?.ip.unmapped, !ip.isUnspecified { ip } else { await LANAddress.find(on: eventLoop) }
        let host = address.map { $0.isLoopback ? "localhost" : $0.isV4 ? "\($0)" : "[\($0)]" } ?? "localhost"
        let port = bound?.port ?? 443
        return port == 443 ? "https://\(host)" : "https://\(host):\(port)"
    }
}

extension TransportAddress {
    /// `nil` for anything but IP.
    init?(_ address: SocketAddress) {
        guard let ip = address.ipAddress.flatMap({ IPAddress($0) }), let port = address.port.flatMap({ UInt16(exactly: $0) })
        else {
            return nil
        }
        self.init(ip, port)
    }
}
