import JSON
package import SocketIOCore
package import Wire

/// What is asked of the store that servers share. Each is one command of Redis and carried out as a whole.
package enum DirectoryCommand: Sendable, Equatable {
    /// The code for its owner's TV at this server. `age` is how long ago the TV registered; `nil` is just now, which beats
    /// every earlier registration.
    case claim(ProjectionCode, owner: String, age: Duration?)
    /// The code is still this server's, by the generation that its claim was given.
    case renew(ProjectionCode, owner: String, generation: Int64)
    /// The TV of that generation has gone.
    case leave(ProjectionCode, generation: Int64)
    /// The code of that generation is anyone's.
    case free(ProjectionCode, generation: Int64)
    case locate(ProjectionCode, guesser: IPAddress?, GuessRates)
    case publish(NodeEnvelope, to: NodeID)
    /// This server is there; the answer names those that are.
    case heartbeat(NodeNotice)
    /// Nobody listens on that server's channel: its TVs are not to be had.
    case absent(NodeID)
    case goodbye
}

/// What servers let guessers have together, as `GuessLimiter` has it for one.
package struct GuessRates: Sendable, Equatable {
    package var network: RateLimiter.Rate
    package var site: RateLimiter.Rate
    package var everyone: RateLimiter.Rate
    package var patience: Duration

    /// Those of a server that is alone.
    package init(_ configuration: RoomsConfiguration) {
        let (burst, interval) = (configuration.failedJoinBurst, configuration.failedJoinInterval)
        network = RateLimiter.Rate(burst: burst, interval: interval)
        site = RateLimiter.Rate(burst: burst * 6, interval: interval / 6)
        everyone = .strictly(configuration.failedJoinsPerSecond)
        patience = GuessLimiter.patience
    }
}

extension DirectoryCommand {
    /// Before every key and channel; the number is that of their meaning.
    static let prefix = "rs:1:"
    /// How long a server counts as there without saying so again.
    static let presence: Duration = .seconds(15)

    package static func channel(of node: NodeID) -> String { "\(prefix)n:\(node)" }

    /// The command on the wire.
    ///
    /// - Parameter reservation: how long the code of a TV that has gone is given to nobody else.
    package func words(node: NodeID, reservation: Duration) -> [String] {
        let lifetime = "\(max(reservation.nanoseconds / 1_000_000, 1))"
        switch self {
        case .claim(let code, let owner, let age):
            let microseconds = age.map { max($0.nanoseconds / 1000, 1) } ?? 0
            return eval(DirectoryScripts.claim, [Self.key(code)], [owner, "\(node)", "claim", "\(microseconds)", lifetime])
        case .renew(let code, let owner, let generation):
            return eval(DirectoryScripts.claim, [Self.key(code)], [owner, "\(node)", "renew", "\(generation)", lifetime])
        case .leave(let code, let generation):
            return eval(DirectoryScripts.leave, [Self.key(code)], ["\(generation)", lifetime])
        case .free(let code, let generation):
            return eval(DirectoryScripts.free, [Self.key(code)], ["\(generation)"])
        case .locate(let code, let guesser, let rates):
            guard let guesser else { return eval(DirectoryScripts.locate, [Self.key(code)], [Self.prefix]) }
            let limits = ["rl:n:\(guesser.network(64))", "rl:s:\(guesser.network(48))", "rl:all", "rl:i:\(guesser.network(64))"]
            let numbers = [rates.network, rates.site, rates.everyone].flatMap { rate in
                ["\(rate.interval.nanoseconds / 1000)", "\(rate.burst)"]
            }
            return eval(
                DirectoryScripts.locate,
                [Self.key(code)] + limits.map { Self.prefix + $0 },
                [Self.prefix] + numbers + ["\(rates.patience.nanoseconds / 1000)"]
            )
        case .publish(let envelope, let node):
            return ["PUBLISH", Self.channel(of: node), envelope.json.serialized()]
        case .heartbeat(let notice):
            let presence = "\(Self.presence.nanoseconds / 1_000_000)"
            let keys = ["\(Self.prefix)node:\(node)", "\(Self.prefix)nodes"]
            return eval(DirectoryScripts.heartbeat, keys, [Self.prefix, "\(node)", notice.json.serialized(), presence])
        case .absent(let other):
            let keys = ["\(Self.prefix)node:\(other)", "\(Self.prefix)nodes"]
            return eval(DirectoryScripts.absent, keys, ["\(other)", Self.channel(of: other)])
        case .goodbye:
            return eval(DirectoryScripts.goodbye, ["\(Self.prefix)node:\(node)", "\(Self.prefix)nodes"], ["\(node)"])
        }
    }

    private static func key(_ code: ProjectionCode) -> String { "\(prefix)code:\(code)" }

    private func eval(_ script: String, _ keys: [String], _ arguments: [String]) -> [String] {
        ["EVAL", script, "\(keys.count)"] + keys + arguments
    }
}

extension IPAddress {
    /// An IPv4 address, or so many bits of an IPv6 one, as a word.
    fileprivate func network(_ bits: Int) -> String {
        switch ClientNetwork(self, bits: bits) {
        case .address(let value): "4-" + String(value, radix: 16)
        case .prefix(let value): "6-" + String(value, radix: 16)
        }
    }
}
