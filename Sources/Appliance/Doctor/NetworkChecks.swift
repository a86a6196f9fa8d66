import Glibc
import NIOCore
import NIOPosix
import STUN
import Settings
import SocketIOClient
import Trust
import Wire

/// What can only be said by asking others.
struct NetworkChecks: Sendable {
    let settings: Settings
    /// Pins that a TV with `first-use` has remembered.
    let knownPins: [String: CertificatePin]
    let group: any EventLoopGroup

    private static let patience = TimeAmount.seconds(5)
    /// Clocks further apart than this make certificates look expired or not yet valid.
    private static let tolerableSkew: Int64 = 120

    func all() async -> [Finding] {
        var findings: [Finding] = []
        for url in settings.roomServer.urls { findings += await roomServer(url) }
        if settings.roomServer.urls.isEmpty {
            findings.append(.fail("room server", "none is named", fix: "write one in roomServer.urls, or use diascope run"))
        }
        findings.append(clock())
        findings.append(outgoing())
        findings += await iceServers()
        findings.append(await multicast())
        return findings
    }

    // MARK: the room server

    private func roomServer(_ url: WebURL) async -> [Finding] {
        let subject = "room server"
        guard let address = try? SocketIOURL(url.settingText) else {
            return [.fail(subject, "\(url.settingText) is no address", fix: "correct roomServer.urls")]
        }
        do {
            let probe = RoomServerProbe(url: address, trust: trust, on: group.next())
            let answer = try await probe.run().get()
            let how = answer.pin.map { ", certificate \($0)" } ?? (address.isSecure ? ", with TLS" : ", without TLS")
            guard answer.status == 200 else {
                return [
                    .fail(
                        subject,
                        "\(address) answers \(answer.status), not as a room server",
                        fix: "look at the address, its port and what stands in front of the server"
                    )
                ]
            }
            return [.ok(subject, "\(address) answers\(how)")]
        } catch {
            return [NetworkChecks.explain(error, address)]
        }
    }

    private static func explain(_ error: any Error, _ address: SocketIOURL) -> Finding {
        let text = "\(error)"
        // The failure words itself as what, why: what to do.
        let fix = text.split(separator: ": ").last.map(String.init) ?? "look at the network"
        return .fail("room server", "\(address): \(text)", fix: fix)
    }

    private var trust: SocketIOTrust {
        switch settings.roomServer.trust {
        case .system: .system
        case .firstUse: .firstUse(known: knownPins)
        case .pinned: CertificatePin(settings.roomServer.trust.settingText).map { .pinned($0) } ?? .system
        }
    }

    // MARK: the rest

    private func clock() -> Finding {
        if SystemClock.isSynchronized { return .ok("clock", "set by the network") }
        guard SystemClock.seconds + NetworkChecks.tolerableSkew >= SystemClock.buildTime else {
            return .fail(
                "clock",
                "it is before this program was built",
                fix: "let the network set it: is a time server reachable?"
            )
        }
        return .warn(
            "clock",
            "nobody has confirmed it since the start",
            fix: "let the network set it: systemd-timesyncd or chrony"
        )
    }

    /// A connected UDP socket takes the route that packets would take.
    private func outgoing() -> Finding {
        let targets = settings.roomServer.urls.map { ($0.host, 9) } + [("192.0.2.1", 9)]
        for (host, port) in targets {
            guard let address = try? SocketAddress.makeAddressResolvingHost(host, port: port),
                let local = RouteProbe.localAddress(towards: address)
            else { continue }
            return .ok("udp", "leaves from \(local)")
        }
        return .fail("udp", "there is no route for UDP", fix: "look at the network cable, the address and the gateway")
    }

    private func iceServers() async -> [Finding] {
        let urls = settings.room.iceServers.flatMap(\.urls)
        guard !urls.isEmpty else {
            return [.ok("stun and turn", "none configured here; the room server may name some")]
        }
        var findings: [Finding] = []
        for url in urls { findings.append(await iceServer(url)) }
        return findings
    }

    private func iceServer(_ url: String) async -> Finding {
        guard let server = ICEServerAddress(url) else {
            return .warn("stun and turn", "\(url) is not understood", fix: "correct it")
        }
        guard server.isUDP else { return await tcp(server, url) }
        guard let address = try? SocketAddress.makeAddressResolvingHost(server.host, port: server.port) else {
            return .fail("stun and turn", "\(server.host) is not known", fix: "look at the name and the DNS server")
        }
        do {
            let mapped = try await STUNProbe.ask(address, on: group.next(), patience: NetworkChecks.patience).get()
            return .ok("stun and turn", "\(url) answers\(mapped.map { ", and sees us as \($0)" } ?? "")")
        } catch {
            return .fail(
                "stun and turn",
                "\(url) does not answer over UDP",
                fix: "open UDP port \(server.port) to it, or use TURN over TCP"
            )
        }
    }

    private func tcp(_ server: ICEServerAddress, _ url: String) async -> Finding {
        do {
            let channel = try await ClientBootstrap(group: group).connectTimeout(NetworkChecks.patience)
                .connect(host: server.host, port: server.port).get()
            try? await channel.close()
            return .ok("stun and turn", "\(url) takes connections")
        } catch {
            return .fail("stun and turn", "\(url) takes no connection: \(error)", fix: "open TCP port \(server.port) to it")
        }
    }

    /// Browsers name themselves by multicast DNS: hears what is said to its group on this very machine.
    private func multicast() async -> Finding {
        do {
            try await MulticastProbe.run(on: group.next(), patience: NetworkChecks.patience).get()
            return .ok("mdns", "multicast reaches 224.0.0.251")
        } catch {
            return .warn(
                "mdns",
                "multicast does not come back from 224.0.0.251 (\(error))",
                fix: "allow UDP port 5353: some senders in this network are not found directly without"
            )
        }
    }
}

/// `stun:host:port`, `turn:host:port?transport=tcp` and their siblings (RFC 7064, RFC 7065).
struct ICEServerAddress: Equatable {
    let host: String
    let port: Int
    let isUDP: Bool

    init?(_ url: String) {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard ["stun", "stuns", "turn", "turns"].contains(scheme), url.count > scheme.count + 1 else { return nil }
        let rest = url.dropFirst(scheme.count + 1)
        let authority = rest.prefix { $0 != "?" }
        isUDP = !scheme.hasSuffix("s") && !rest.contains("transport=tcp")
        let standard = scheme.hasSuffix("s") ? 5349 : 3478
        if authority.first == "[" {
            host = String(authority.dropFirst().prefix { $0 != "]" })
            let tail = authority.dropFirst(host.count + 2)
            guard let number = tail.isEmpty ? standard : Int(tail.dropFirst()) else { return nil }
            port = number
        } else {
            host = String(authority.prefix { $0 != ":" })
            let tail = authority.dropFirst(host.count)
            guard let number = tail.isEmpty ? standard : Int(tail.dropFirst()) else { return nil }
            port = number
        }
        guard !host.isEmpty, (1...65535).contains(port) else { return nil }
    }
}
