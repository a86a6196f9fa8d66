import Glibc
import NIOCore
import NIOPosix
import STUN
import Wire

enum ProbeError: Error, CustomStringConvertible {
    case noAnswer

    var description: String { "no answer" }
}

/// Which of our addresses packets leave from.
enum RouteProbe {
    static func localAddress(towards address: SocketAddress) -> String? {
        let isIPv6 = address.protocol == .inet6
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let isConnected = unsafe address.withSockAddr { unsafe connect(descriptor, $0, socklen_t($1)) == 0 }
        guard isConnected else { return nil }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return unsafe withUnsafeMutablePointer(to: &storage) { pointer -> String? in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name -> String? in
                guard unsafe getsockname(descriptor, name, &length) == 0 else { return nil }
                var text = [CChar](repeating: 0, count: 64)
                guard unsafe getnameinfo(name, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 else {
                    return nil
                }
                return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            }
        }
    }
}

/// Sends a datagram a few times and waits for one that `accepts` makes something of.
///
/// `@unchecked Sendable`: confined to its channel's event loop.
private final class DatagramExchange<Answer: Sendable>: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let target: SocketAddress
    private let request: [UInt8]
    private let accepts: (ByteBuffer) -> Answer?
    private let promise: EventLoopPromise<Answer>

    init(
        to target: SocketAddress,
        _ request: [UInt8],
        promise: EventLoopPromise<Answer>,
        accepts: @escaping (ByteBuffer) -> Answer?
    ) {
        self.target = target
        self.request = request
        self.promise = promise
        self.accepts = accepts
    }

    func send(on channel: any Channel) {
        channel.writeAndFlush(AddressedEnvelope(remoteAddress: target, data: ByteBuffer(bytes: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if let answer = accepts(unwrapInboundIn(data).data) { promise.succeed(answer) }
    }

    /// Repeats until answered; closes the channel in any case.
    func run(on channel: any Channel, patience: TimeAmount) -> EventLoopFuture<Answer> {
        let loop = channel.eventLoop
        let repeated = loop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(500)) { _ in self.send(on: channel) }
        let timeout = loop.scheduleTask(in: patience) { self.promise.fail(ProbeError.noAnswer) }
        promise.futureResult.whenComplete { _ in
            repeated.cancel()
            timeout.cancel()
            channel.close(promise: nil)
        }
        return promise.futureResult
    }
}

/// A binding request (RFC 8489 §2), which TURN servers answer, too.
enum STUNProbe {
    /// How the server sees us.
    static func ask(_ server: SocketAddress, on loop: any EventLoop, patience: TimeAmount) -> EventLoopFuture<String?> {
        var generator = SystemRandomNumberGenerator()
        let id = STUNTransactionID(random: &generator)
        let request = STUNMessage(.request, transactionID: id).serialized()
        let exchange = DatagramExchange<String?>(to: server, request, promise: loop.makePromise()) { buffer in
            let bytes = Array(buffer.readableBytesView)
            guard let message = try? STUNMessage(parsing: bytes.span), message.transactionID == id else { return nil }
            return .some(message.mappedAddress.map { "\($0)" })
        }
        return DatagramBootstrap(group: loop)
            .channelInitializer { channel in channel.pipeline.addHandler(exchange) }
            .bind(host: server.protocol == .inet6 ? "::" : "0.0.0.0", port: 0)
            .flatMap { exchange.run(on: $0, patience: patience) }
    }
}

/// Whether what is sent to the group of multicast DNS (RFC 6762) is heard.
enum MulticastProbe {
    static func run(on loop: any EventLoop, patience: TimeAmount) -> EventLoopFuture<Void> {
        guard let group = try? SocketAddress(ipAddress: "224.0.0.251", port: 5353) else {
            return loop.makeFailedFuture(ProbeError.noAnswer)
        }
        // A question nobody has an answer to: _diascope-doctor.local, type PTR.
        let name = Array("_diascope-doctor".utf8)
        let header: [UInt8] = [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        let question = header + [UInt8(name.count)] + name + [5] + Array("local".utf8) + [0, 0, 12, 0, 1]
        let exchange = DatagramExchange<Void>(to: group, question, promise: loop.makePromise()) { buffer in
            Array(buffer.readableBytesView) == question ? () : nil
        }
        return DatagramBootstrap(group: loop)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelOption(.socket(SocketOptionLevel(SOL_SOCKET), SO_REUSEPORT), value: 1)
            .channelInitializer { channel in channel.pipeline.addHandler(exchange) }
            .bind(host: "0.0.0.0", port: 5353)
            .flatMap { channel in
                guard let multicast = channel as? any MulticastChannel else {
                    return loop.makeFailedFuture(ProbeError.noAnswer)
                }
                return multicast.joinGroup(group).flatMap { exchange.run(on: channel, patience: patience) }
            }
    }
}
