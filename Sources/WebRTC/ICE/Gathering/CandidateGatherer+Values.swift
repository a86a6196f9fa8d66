package import TURN
package import Wire

extension CandidateGatherer {
    package enum Output: Sendable, Equatable {
        /// Looked up, perhaps, for `resolved(_:to:now:)`.
        case resolve(host: String)
        /// A datagram to a server.
        case transmit(bytes: [UInt8], local: TransportAddress, remote: TransportAddress)
        /// Connect, then say `streamOpened`, or `streamClosed` if it fails. With a name: TLS to the server of that name.
        case connect(ServerStreamID, to: TransportAddress, tlsName: String?)
        case send(ServerStreamID, bytes: [UInt8])
        case disconnect(ServerStreamID)
        /// Found: server-reflexive or relayed.
        case candidate(ICECandidate)
        /// A relayed address is gone.
        case lost(relayed: TransportAddress)
        /// From a peer, by way of a relay.
        case received(bytes: [UInt8], relayed: TransportAddress, peer: TransportAddress)
        /// No more candidates of this generation.
        case finished
        /// For the log: this server gives no candidate, or none any more.
        case failed(ICEServerURL, Failure)
    }

    package enum Failure: Sendable, Equatable {
        /// Its name has no address.
        case unresolved
        /// A STUN server did not answer, or with an error.
        case noReflection
        case turn(TURNFailure)
        /// The time for gathering was over.
        case tooLate
        /// DTLS to a server, STUN over a stream, or a TURN server without credentials.
        case unsupported
    }

    /// Limits; the defaults are what the TV uses.
    package struct Configuration: Hashable, Sendable {
        package var policy = ICETransportPolicy.all
        /// URLs used, in the order given.
        package var maximumServers = 8
        package var maximumReflections = 16
        package var maximumRelays = 8
        /// Of one name.
        package var maximumAddresses = 4
        /// How long a generation of candidates may take.
        package var timeLimit: Duration = .seconds(10)
        package var turn = TURNClient.Configuration()

        package init() {}
    }

    /// One URL and what it takes to use it.
    struct Target: Sendable, Equatable {
        let url: ICEServerURL
        let credentials: TURNCredentials?
        /// `nil` until its name is resolved.
        var addresses: [IPAddress]?
    }

    struct Reflection: Sendable {
        let url: ICEServerURL
        let path: AddressPair
        var client: BindingClient
    }

    /// An allocation, or the attempt at one.
    struct Relay: Sendable {
        enum Way: Sendable, Equatable {
            case datagrams(AddressPair)
            case stream(ServerStreamID, server: TransportAddress)
        }

        let url: ICEServerURL
        let credentials: TURNCredentials
        var way: Way
        var client: TURNClient
        var framer = TURNStreamFramer()
        /// Further addresses of the server, for streams that cannot be opened.
        var alternatives: ArraySlice<IPAddress> = []
        var redirections = 0
        /// Whether it has given a candidate or failed.
        var isSettled = false

        var server: TransportAddress {
            switch way {
            case .datagrams(let path): path.remote
            case .stream(_, let server): server
            }
        }
    }
}
