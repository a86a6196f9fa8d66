import Logging
import NIOCore
import NIOPosix
import Testing
import Transport
import Wire

@Suite("Datagram sockets", .timeLimit(.minutes(1)))
struct UDPTransportTests {
    private func open(
        _ address: IPAddress,
        receive: @escaping @Sendable (ReceivedDatagram) -> Void = { _ in }
    ) async throws -> NIOLoopBoundBox<UDPTransport> {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await UDPTransport.open(at: [address], on: loop, logger: logger, receive: receive)
    }

    @Test(
        "a datagram without a way to go is lost, and the socket lives on",
        arguments: [("127.0.0.1", "192.0.2.99"), ("127.0.0.1", "255.255.255.255")]
    )
    func survivesUnreachableDestinations(_ near: String, _ far: String) async throws {
        let (near, far) = try (#require(IPAddress(near)), #require(IPAddress(far)))
        let received = Observed(0)
        let receiver = try await open(near) { _ in received.update { $0 += 1 } }
        let sender = try await open(near)
        let target = try #require(await receiver.eventLoop.submit { receiver.value.localAddresses.first }.get())
        try await sender.eventLoop.submit {
            let transport = sender.value
            guard let local = transport.localAddresses.first else { return }
            transport.send([1], from: local, to: TransportAddress(far, 9))
            #expect(transport.unsentDatagrams == 1)
            transport.send([2], from: local, to: target)
            #expect(transport.unsentDatagrams == 1)
        }.get()
        try await received.wait(for: "the datagram after the lost one") { $0 == 1 }
        for box in [sender, receiver] { try await box.eventLoop.submit { box.value.close() }.get() }
    }
}
