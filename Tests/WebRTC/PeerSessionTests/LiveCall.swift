import DTLS
import LiveTestSender
import Logging
import NIOCore
import NIOPosix
import PeerCore
import PeerSession
import RTP
import Transport
import VP8TestSender
import Wire

/// A live sender and a peer session, each on an event loop of its own, over loopback.
final class LiveCall: Sendable {
    struct Seen: Sendable {
        var isConnected = false
        var isSenderConnected = false
        var frames: [EncodedFrame] = []
        /// Those the session trickled; `nil` says that there are no more.
        var candidates: [String?] = []
        var end: PeerEnd?
        var senderClosing: TestSender.Closing?
        var isKeyFrameNeeded = true
        private var video = SyntheticVideo(width: 640, height: 360)
        private var sent: [[UInt8]] = []

        /// The next frame, taken every 5 ms.
        mutating func shoot() -> (number: Int, frame: [UInt8]) {
            let frame = video.frame(isKeyFrame: isKeyFrameNeeded, size: isKeyFrameNeeded ? 30_000 : 2000)
            isKeyFrameNeeded = false
            sent.append(frame)
            return (sent.count - 1, frame)
        }

        /// Whether the frame is, byte for byte, one that was sent.
        func isGenuine(_ frame: EncodedFrame) -> Bool {
            // 5 ms are 450 units of the media clock.
            let number = Int(frame.rtpTimestamp / 450)
            return sent.indices.contains(number) && sent[number] == frame.data
        }
    }

    static let loopback: [IPAddress] = [.v4(0x7F00_0001)]

    let session: PeerSession
    let sender: LiveTestSender
    let seen: Observed<Seen>

    init(
        _ configuration: TestSender.Configuration = .init(),
        peer: PeerConfiguration = PeerConfiguration(),
        names: MulticastDNS? = nil,
        interfaces: @escaping @Sendable () -> [NetworkInterface] = { [] },
        trust: TLSTrust = TLSTrust()
    ) throws {
        let seen = Observed(Seen())
        let group = MultiThreadedEventLoopGroup.singleton
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        sender = LiveTestSender(
            configuration: configuration,
            certificate: try DTLSCertificate.selfSigned(),
            loop: group.next(),
            logger: logger
        ) { event in
            seen.update { seen in
                switch event {
                case .connected: seen.isSenderConnected = true
                case .candidate: break
                case .keyFrameRequested: seen.isKeyFrameNeeded = true
                case .closed(let closing): seen.senderClosing = closing
                }
            }
        }
        session = PeerSession(
            configuration: peer,
            certificate: try DTLSCertificate.selfSigned(),
            loop: group.next(),
            names: names,
            interfaces: interfaces,
            trust: trust,
            logger: logger
        ) { [sender] event in
            if case .localCandidate(let line, _) = event {
                sender.loop.execute { sender.assumeIsolated { $0.addRemoteCandidate(line) } }
            }
            seen.update { seen in
                switch event {
                case .connected: seen.isConnected = true
                case .frame(let frame): seen.frames.append(frame)
                case .sound: break
                case .localCandidate(let line, _): seen.candidates.append(line)
                case .ended(let end): seen.end = end
                }
            }
        }
        self.seen = seen
    }

    /// Offer and answer. The answer as the sender got it.
    @discardableResult
    func negotiate() async throws -> String {
        let offer = try await sender.offer(addresses: Self.loopback)
        let answer = try await session.accept(offer: offer, addresses: Self.loopback)
        try await sender.accept(answer: answer)
        return answer
    }

    /// Sends a frame every 5 ms until `condition` holds.
    func film(for awaited: String, until condition: @escaping @Sendable (Seen) -> Bool) async throws {
        let interval = Duration.milliseconds(5)
        let camera = sender.loop.scheduleRepeatedTask(initialDelay: .zero, delay: TimeAmount(interval)) { [self] _ in
            let shot = seen.update { $0.shoot() }
            sender.assumeIsolated { $0.send(frame: shot.frame, at: interval * shot.number) }
        }
        defer { camera.cancel() }
        try await seen.wait(for: awaited, until: condition)
    }

    func close() async {
        await sender.close()
        await session.close()
    }
}
