import DequeModule
package import Wire

/// Finds the addresses behind browsers' `.local` names (RFC 6762 §5.2), without sockets and clocks.
///
/// Tell it what to `resolve` and what was received, then drain `pollOutput()` until it is `nil` and call `handleTimeout` at
/// `nextDeadline`. Only names that were asked for are ever believed.
package struct MDNSResolver: Sendable {
    package enum Output: Sendable, Equatable {
        /// A query, to the multicast group on every interface, from port 5353.
        case transmit([UInt8])
        case resolved(name: String, IPAddress)
        /// Nobody knows the name.
        case gaveUp(name: String)
    }

    /// Running totals of what was left aside.
    package struct Drops: Sendable, Equatable {
        package var malformed = 0
        /// Other hosts' queries, and answers to those.
        package var unasked = 0
        /// Names that are none of a browser's, and those over the limit.
        package var refused = 0
    }

    private struct Query: Sendable {
        let startedAt: MonotonicTime
        var transmissions = 0
    }

    private struct Answer: Sendable {
        let address: IPAddress
        let expiresAt: MonotonicTime
    }

    /// When a query is sent after the first: Firefox registers its names as much as two seconds late.
    static let schedule: [Duration] = [.zero, .milliseconds(250), .seconds(1), .seconds(2), .seconds(4)]
    /// How long after the first query an answer may come.
    static let patience = Duration.seconds(8)
    static let maximumQueries = 32
    static let maximumAnswers = 128
    /// RFC 6762 §10: a host's address is good for two minutes; what claims more is not believed.
    static let maximumTimeToLive: UInt32 = 120

    package private(set) var drops = Drops()
    private var queries: [String: Query] = [:]
    private var answers: [String: Answer] = [:]
    private var outputs: Deque<Output> = []

    package init() {}

    /// Whether names are being asked for.
    package var isBusy: Bool { !queries.isEmpty }

    /// The next thing to do, in order; drain until `nil` after every call.
    package mutating func pollOutput() -> Output? {
        outputs.popFirst()
    }

    /// When `handleTimeout` is next due.
    package var nextDeadline: MonotonicTime? {
        queries.values.reduce(nil) { soonest($0, MDNSResolver.deadline(of: $1)) }
    }

    /// Begins to ask for `name`. Every call is answered by `resolved` or `gaveUp`, two calls for one name perhaps by one answer.
    package mutating func resolve(_ name: String, now: MonotonicTime) {
        let name = name.lowercased()
        if let known = answers[name], known.expiresAt > now {
            outputs.append(.resolved(name: name, known.address))
        } else if HiddenHostName.isWellFormed(name), queries[name] != nil || queries.count < MDNSResolver.maximumQueries {
            guard queries[name] == nil else { return }
            queries[name] = Query(startedAt: now)
            handleTimeout(now: now)
        } else {
            drops.refused += 1
            outputs.append(.gaveUp(name: name))
        }
    }

    /// Takes a datagram that came to port 5353 from port 5353 of a host on the same link (RFC 6762 §6, §11).
    package mutating func receive(_ datagram: Span<UInt8>, now: MonotonicTime) {
        let message: MDNSMessage
        do throws(MDNSError) {
            message = try MDNSMessage(parsing: datagram)
        } catch {
            drops.malformed += 1
            return
        }
        guard message.isResponse else {
            drops.unasked += 1
            return
        }
        for record in message.records { take(record, now: now) }
    }

    private mutating func take(_ record: MDNSMessage.AddressRecord, now: MonotonicTime) {
        guard record.timeToLive > 0 else {
            answers[record.name] = nil
            return
        }
        guard queries.removeValue(forKey: record.name) != nil else {
            drops.unasked += 1
            return
        }
        if answers.count >= MDNSResolver.maximumAnswers { answers = answers.filter { $0.value.expiresAt > now } }
        if answers.count < MDNSResolver.maximumAnswers {
            let life = Duration.seconds(min(record.timeToLive, MDNSResolver.maximumTimeToLive))
            answers[record.name] = Answer(address: record.address, expiresAt: now + life)
        }
        outputs.append(.resolved(name: record.name, record.address))
    }

    /// Repeats and gives up queries.
    package mutating func handleTimeout(now: MonotonicTime) {
        // In a fixed order, so that the same input makes the same output.
        for name in queries.keys.sorted() {
            guard var query = queries[name], let due = MDNSResolver.deadline(of: query), due <= now else { continue }
            guard query.transmissions < MDNSResolver.schedule.count, now < query.startedAt + MDNSResolver.patience else {
                queries[name] = nil
                outputs.append(.gaveUp(name: name))
                continue
            }
            // After a long sleep one query makes up for all that were due.
            while query.transmissions < MDNSResolver.schedule.count,
                query.startedAt + MDNSResolver.schedule[query.transmissions] <= now
            {
                query.transmissions += 1
            }
            queries[name] = query
            outputs.append(.transmit(MDNSMessage.query(for: name).serialized()))
        }
    }

    private static func deadline(of query: Query) -> MonotonicTime? {
        let next = query.transmissions < schedule.count ? schedule[query.transmissions] : patience
        return query.startedAt + next
    }
}
