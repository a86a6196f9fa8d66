package import DTLS
import DequeModule
package import ICE
package import RTP
import SRTP
package import Wire

/// One receiving peer connection without sockets, clock or randomness: the rooms below it, joined.
///
/// Tell it what happened (`accept`, `receive`, `handleTimeout`, …), then call `pollOutput()` until it answers
/// `.timeout`: every change can produce output, and a deadline is only right once all output is drained.
package struct PeerCore: ~Copyable {
    package enum Output: Sendable {
        case transmit(Datagram)
        case event(Event)
        /// A candidate hides behind an mDNS name: answer with `resolved(name:to:now:)`, or never.
        case resolve(name: String)
        /// Something to do about the servers that candidates come from.
        case server(ServerAction)
        /// Nothing more to do before this moment, or before the next input if `nil`.
        case timeout(MonotonicTime?)
    }

    enum State: Equatable {
        case new
        case connecting
        case connected
        case ended
    }

    let configuration: PeerConfiguration
    let certificate: DTLSCertificate
    /// Of our RTCP; never zero.
    let localSSRC: UInt32
    /// Of our descriptions' `o=` line.
    let sessionID: UInt64
    /// Spreads reports in time.
    let seed: UInt64

    var ice: ICEAgent
    var dtls: DTLSConnection?
    var inbound: SRTPContext?
    var outbound: SRTPContext?
    var video: VideoReceiver?
    var audio: AudioReceiver?
    var negotiated: NegotiatedSession?
    var descriptionCount: UInt64 = 0
    /// An offer of ours awaits its answer.
    var isOfferPending = false
    /// The connection came about by an offer of ours.
    var hasOffered = false
    var localCandidates: [ICECandidate] = []
    /// Where server-reflexive and relayed candidates come from; taken up with the next description that begins or restarts ICE.
    package var iceServers: [ICEServer] = []
    var gatherer: CandidateGatherer
    /// Candidates are still to come that our description could not hold.
    var isTrickling = false

    var state = State.new
    var handshakeStarted = false
    /// Where the peer's handshake came from, for answers before one of our own checks has succeeded.
    var handshakePath: AddressPair?
    /// A handshake that the peer began before its answer arrived.
    var earlyHandshake: [Datagram] = []
    var earlyMedia: [(datagram: Datagram, arrival: MonotonicTime)] = []
    var events: Deque<Event> = []
    var names: Deque<String> = []
    var transmissions: Deque<Datagram> = []
    var serverActions: Deque<ServerAction> = []
    var drops = DatagramDrops()
    /// The newest time heard of.
    var latest = MonotonicTime.zero
    var dtlsCipher: String?
    var srtpProfile: SRTPProfile?

    /// - Parameter random: cryptographic in production, since ICE passwords come from it; seeded in tests.
    package init(
        configuration: PeerConfiguration,
        certificate: DTLSCertificate,
        random: inout some RandomNumberGenerator
    ) {
        self.configuration = configuration
        self.certificate = certificate
        localSSRC = random.next(upperBound: UInt32.max) + 1
        sessionID = random.next()
        seed = random.next()
        var gathering = CandidateGatherer.Configuration()
        gathering.policy = configuration.iceTransportPolicy
        gatherer = CandidateGatherer(configuration: gathering, seed: ~seed)
        ice = ICEAgent(
            role: .controlled,
            localCredentials: ICECredentials(random: &random),
            tieBreaker: random.next(),
            seed: random.next()
        )
    }

    /// When something of the peer's last proved to be authentic: a check, an answer to one, or media. Silence is the
    /// owner's to judge (Documentation/Receiver.md).
    package var lastAuthenticated: MonotonicTime? { ice.lastAuthenticated }

    /// The newest sender reports of picture and sound: they tie both media clocks to the sender's one wall clock.
    package var senderReports: (video: SenderReport?, audio: SenderReport?) {
        (video?.lastSenderReport?.report, audio?.lastSenderReport)
    }

    package var statistics: PeerStatistics {
        PeerStatistics(
            video: video?.statistics,
            audio: audio?.statistics,
            codec: negotiated?.codec,
            roundTripTime: ice.roundTripTime,
            localCandidateType: ice.sendingPair?.local.kind,
            remoteCandidateType: ice.sendingPair?.remote.kind,
            relayProtocol: ice.path.flatMap { gatherer.relayProtocol(of: $0.local) },
            dtlsCipher: dtlsCipher,
            srtpCipher: srtpProfile.map { $0 == .aeadAES128GCM ? "AEAD_AES_128_GCM" : "AES_CM_128_HMAC_SHA1_80" },
            drops: drops
        )
    }
}
