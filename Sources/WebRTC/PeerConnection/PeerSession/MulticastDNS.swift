package import Logging
import MDNS
package import NIOCore
package import Transport
package import Wire

/// The process's one resolver of browsers' `.local` names: `MDNSResolver` with sockets and a clock.
///
/// An actor whose executor is its event loop. Its sockets are open only while names are being asked for: a TV that projects
/// nothing does not listen to its neighbours' printers.
package actor MulticastDNS {
    package nonisolated let loop: any EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    /// How long the sockets stay open after the last answer: names come in handfuls.
    private static let idleTime = TimeAmount.seconds(5)

    private let logger: Logger
    private let interfaces: @Sendable () -> [NetworkInterface]
    private var resolver = MDNSResolver()
    private var socket: MulticastDNSSocket?
    private var opening: Task<Void, Never>?
    /// Of the time the sockets were opened: who counts as a neighbour.
    private var links: [NetworkInterface] = []
    private var waiting: [String: [CheckedContinuation<IPAddress?, Never>]] = [:]
    private var timer: Scheduled<Void>?
    private var closing: Scheduled<Void>?

    /// - Parameter interfaces: where to ask; each time sockets are opened.
    package init(
        loop: any EventLoop,
        logger: Logger,
        interfaces: @escaping @Sendable () -> [NetworkInterface] = { NetworkInterfaces.hosts(among: NetworkInterfaces.all()) }
    ) {
        self.loop = loop
        self.logger = logger
        self.interfaces = interfaces
    }

    /// The address behind `name`; `nil` if nobody knows it, after eight seconds at the latest.
    package func resolve(_ name: String) async -> IPAddress? {
        await openSockets()
        return await withCheckedContinuation { continuation in
            waiting[name.lowercased(), default: []].append(continuation)
            resolver.resolve(name, now: now)
            drain()
        }
    }

    /// Whether sockets are open.
    package var isListening: Bool { socket != nil }

    private var now: MonotonicTime { NIODeadline.now().monotonicTime }

    private func openSockets() async {
        closing?.cancel()
        closing = nil
        guard socket == nil else { return }
        let task = opening ?? Task { await openEverywhere() }
        opening = task
        await task.value
    }

    private func openEverywhere() async {
        links = interfaces()
        let opened = try? await MulticastDNSSocket.open(on: links, loop: loop, logger: logger) { [weak self] datagram in
            self?.assumeIsolated { $0.receive(datagram) }
        }.value
        socket = opened
        opening = nil
        if opened?.isEmpty ?? true { logger.info("names of senders cannot be looked up: no network here has multicast") }
    }

    private func receive(_ datagram: ReceivedDatagram) {
        // RFC 6762 §11: neighbours only. IPv6 link-local addresses are neighbours by nature.
        let source = datagram.remote.ip
        guard source.isLinkLocal || links.contains(where: { $0.isOnLink(source) }) else { return }
        resolver.receive([UInt8](datagram.bytes.readableBytesView).span, now: now)
        drain()
    }

    private func drain() {
        while let output = resolver.pollOutput() {
            switch output {
            case .transmit(let query): socket?.send(query)
            case .resolved(let name, let address): finish(name, address)
            case .gaveUp(let name): finish(name, nil)
            }
        }
        schedule()
    }

    private func finish(_ name: String, _ address: IPAddress?) {
        logger.debug("a sender's name", metadata: ["name": "\(name)", "address": "\(address?.description ?? "unknown")"])
        for continuation in waiting.removeValue(forKey: name) ?? [] { continuation.resume(returning: address) }
    }

    private func schedule() {
        timer?.cancel()
        timer = nil
        if let deadline = resolver.nextDeadline {
            let uptime = UInt64(clamping: deadline.nanoseconds)
            timer = loop.scheduleTask(deadline: .uptimeNanoseconds(uptime)) { [weak self] () -> Void in
                self?.assumeIsolated { $0.timerFired() }
            }
        } else if socket != nil, closing == nil {
            closing = loop.scheduleTask(in: MulticastDNS.idleTime) { [weak self] () -> Void in
                self?.assumeIsolated { $0.closeSockets() }
            }
        }
    }

    private func timerFired() {
        timer = nil
        resolver.handleTimeout(now: now)
        drain()
    }

    private func closeSockets() {
        closing = nil
        guard !resolver.isBusy else { return }
        socket?.close()
        socket = nil
    }
}
