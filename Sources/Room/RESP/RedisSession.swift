package import Wire

/// One connection to Redis: opens it (AUTH, SELECT, SUBSCRIBE), matches replies with commands, and notices silence.
///
/// A connection that subscribes can do nothing else in RESP 2, so there are two kinds. Told bytes and the time; what is to be
/// done is in `pollOutput()`. Once it has failed it stays so: its owner opens another.
package struct RedisSession: Sendable {
    package enum Purpose: Sendable, Equatable {
        case commands
        /// Listens to these channels.
        case subscription([String])
    }

    package struct Credentials: Sendable {
        /// `nil` is Redis' default user.
        package var user: String?
        package var password: Redacted<String>

        package init(user: String?, password: Redacted<String>) {
            self.user = user
            self.password = password
        }
    }

    package enum Output: Sendable, Equatable {
        case send([UInt8])
        /// Open: commands are taken, or all channels are listened to.
        case ready
        /// To the command of that number; an `error` is an answer too.
        case reply(Int, RESPValue)
        case message(channel: String, [UInt8])
        /// Close the connection. Commands without a reply get none.
        case failed(RedisFailure)
    }

    private enum Expected {
        case opening
        case pong
        case reply(Int)
    }

    /// A reply that takes longer is not waited for: the connection is given up.
    package static let replyTimeout: Duration = .seconds(3)
    /// A connection on which nothing is heard for so long is asked whether it is there.
    package static let pingInterval: Duration = .seconds(5)

    private let purpose: Purpose
    private var parser = RESPParser()
    private var expected: [(what: Expected, deadline: MonotonicTime)] = []
    private var firstExpected = 0
    private var openingReplies = 0
    private var lastHeard: MonotonicTime
    private var outputs: [Output] = []
    private var taken = 0
    package private(set) var isReady = false
    private var isFailed = false

    /// - Parameter now: when the connection was made.
    package init(purpose: Purpose, credentials: Credentials?, database: Int, now: MonotonicTime) {
        self.purpose = purpose
        lastHeard = now
        var opening: [[String]] = []
        if let credentials {
            opening.append(["AUTH"] + [credentials.user, credentials.password.exposed].compactMap { $0 })
        }
        if database != 0 { opening.append(["SELECT", "\(database)"]) }
        switch purpose {
        case .commands: opening.append(["PING"])
        // One reply comes for each channel.
        case .subscription(let channels): opening += channels.map { ["SUBSCRIBE", $0] }
        }
        openingReplies = opening.count
        for command in opening { write(command, expecting: .opening, now: now) }
    }

    /// - Parameter number: what the reply will come with.
    package mutating func send(_ command: [String], number: Int, now: MonotonicTime) {
        guard !isFailed else { return }
        write(command, expecting: .reply(number), now: now)
    }

    package mutating func receive(_ bytes: some Sequence<UInt8>, now: MonotonicTime) {
        guard !isFailed else { return }
        lastHeard = now
        parser.append(bytes)
        do throws(RESPError) {
            while !isFailed, let value = try parser.next() { receive(value) }
        } catch {
            fail(.malformed(error))
        }
    }

    package var nextDeadline: MonotonicTime? {
        guard !isFailed else { return nil }
        let reply = firstExpected < expected.count ? expected[firstExpected].deadline : nil
        return reply ?? (lastHeard + Self.pingInterval)
    }

    package mutating func handleTimeout(now: MonotonicTime) {
        guard let deadline = nextDeadline, deadline <= now else { return }
        if firstExpected < expected.count { return fail(.silent(Self.replyTimeout)) }
        write(["PING"], expecting: .pong, now: now)
    }

    /// The connection is gone.
    package mutating func closed() {
        fail(.closed)
    }

    package mutating func pollOutput() -> Output? {
        guard taken < outputs.count else {
            outputs.removeAll(keepingCapacity: true)
            taken = 0
            return nil
        }
        defer { taken += 1 }
        return outputs[taken]
    }

    private mutating func write(_ command: [String], expecting what: Expected, now: MonotonicTime) {
        var bytes: [UInt8] = []
        RESPValue(command: command).append(to: &bytes)
        expected.append((what, now + Self.replyTimeout))
        outputs.append(.send(bytes))
    }

    private mutating func receive(_ value: RESPValue) {
        if case .subscription = purpose, let elements = value.elements, elements.first?.text == "message" {
            guard elements.count == 3, let channel = elements[1].text, case .bulk(let payload?) = elements[2] else { return }
            outputs.append(.message(channel: channel, payload))
            return
        }
        // What nobody asked for, such as -ERR max number of clients reached, is said before the connection is closed.
        guard firstExpected < expected.count else { return fail(.refused(Self.words(of: value))) }
        let what = expected[firstExpected].what
        firstExpected += 1
        if firstExpected == expected.count || firstExpected > 1000 {
            expected.removeFirst(firstExpected)
            firstExpected = 0
        }
        switch what {
        case .reply(let number): outputs.append(.reply(number, value))
        case .pong, .opening:
            if case .error(let words) = value { return fail(.refused(words)) }
            guard case .opening = what else { return }
            openingReplies -= 1
            guard openingReplies == 0 else { return }
            isReady = true
            outputs.append(.ready)
        }
    }

    private static func words(of value: RESPValue) -> String {
        if case .error(let words) = value { words } else { value.text ?? "a reply to nothing" }
    }

    private mutating func fail(_ failure: RedisFailure) {
        guard !isFailed else { return }
        isFailed = true
        isReady = false
        outputs.append(.failed(failure))
    }
}
