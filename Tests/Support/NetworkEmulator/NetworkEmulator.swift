import SeededRandom
package import Wire

/// Two sides, the link between them and servers in the middle, in virtual time: the same seed loses, delays and doubles the
/// same datagrams. A side may be behind an address translator; then nobody reaches it but through that.
///
/// Give each side its addresses, hand in what is sent, and take out what arrives:
/// call `nextDelivery(now:)` until it is `nil`, then let time go on to `nextDeadline`.
package struct NetworkEmulator: Sendable {
    package enum Side: Sendable, CaseIterable {
        case near
        case far

        package var other: Side { self == .near ? .far : .near }
    }

    /// Nothing gets through, in either direction, and what was on its way is lost.
    package var isBlackedOut = false {
        didSet {
            guard isBlackedOut else { return }
            toNear.dropAll()
            toFar.dropAll()
            toServers.dropAll()
        }
    }

    private var sides: [TransportAddress: Side] = [:]
    private var translators: [Side: AddressTranslator] = [:]
    private var servers: Set<IPAddress> = []
    private var toNear: Link
    private var toFar: Link
    private var toServers: Link

    package init(seed: UInt64, conditions: LinkConditions = LinkConditions()) {
        var random = SeededGenerator(seed: seed)
        // Each direction draws its own numbers, so that more traffic one way does not change what happens the other way.
        toNear = Link(seed: random.next())
        toFar = Link(seed: random.next())
        toServers = Link(seed: random.next())
        self.conditions = conditions
        toNear.conditions = conditions
        toFar.conditions = conditions
        toServers.conditions = conditions
    }

    /// Of both directions.
    package var conditions: LinkConditions {
        didSet {
            toNear.conditions = conditions
            toFar.conditions = conditions
            toServers.conditions = conditions
        }
    }

    /// Changes only what happens on the way to `side`.
    package mutating func setConditions(_ conditions: LinkConditions, to side: Side) {
        switch side {
        case .near: toNear.conditions = conditions
        case .far: toFar.conditions = conditions
        }
    }

    package mutating func attach(_ address: TransportAddress, to side: Side) {
        sides[address] = side
    }

    /// Everybody reaches the address, at any port.
    package mutating func attachServer(_ address: IPAddress) {
        servers.insert(address)
    }

    /// Puts the side behind a translator.
    package mutating func place(_ translator: AddressTranslator, before side: Side) {
        translators[side] = translator
    }

    /// The side's translator forgets everything, as after a restart.
    package mutating func rebindTranslator(before side: Side) {
        translators[side]?.forgetMappings()
    }

    /// Nobody has the address any more: datagrams to it, also those on their way, are lost.
    package mutating func detach(_ address: TransportAddress) {
        sides[address] = nil
    }

    /// Datagrams stay on the link if they are for the other side or a server; addresses of the same side do not reach each
    /// other, except through a translator that hairpins.
    package mutating func send(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
        now: MonotonicTime
    ) {
        let side = sides[source]
        guard side != nil || servers.contains(source.ip) else { return }
        var outer = source
        if let side, translators[side] != nil {
            outer = translators[side]?.translate(outbound: source, to: destination) ?? source
        }
        guard let link = link(to: destination, from: side) else {
            let lost: WritableKeyPath<NetworkEmulator, Link> = side == .near ? \.toFar : \.toNear
            self[keyPath: lost].statistics.unroutable += 1
            return
        }
        if isBlackedOut {
            self[keyPath: link].statistics.sent += 1
            self[keyPath: link].statistics.lost += 1
        } else {
            self[keyPath: link].send(bytes, from: outer, to: destination, now: now)
        }
    }

    private func link(to destination: TransportAddress, from side: Side?) -> WritableKeyPath<NetworkEmulator, Link>? {
        if servers.contains(destination.ip) { return \.toServers }
        if let behind = Side.allCases.first(where: { translators[$0]?.outside == destination.ip }) {
            guard behind != side || translators[behind]?.hairpins == true else { return nil }
            return behind == .near ? \.toNear : \.toFar
        }
        guard let there = sides[destination], there != side, translators[there] == nil else { return nil }
        return there == .near ? \.toNear : \.toFar
    }

    /// The next datagram that has arrived by `now`, in order of arrival.
    package mutating func nextDelivery(now: MonotonicTime) -> Delivery? {
        while let due = nextDeadline, due <= now {
            if toServers.nextArrival == due {
                if let delivery = toServers.next(now: now) { return delivery }
            } else if toFar.nextArrival == due {
                if let delivery = toFar.next(now: now).flatMap({ inside($0, .far) }) { return delivery }
            } else if let delivery = toNear.next(now: now).flatMap({ inside($0, .near) }) {
                return delivery
            }
        }
        return nil
    }

    /// What gets in, with the address it has there: decided on arrival, since what is sent meanwhile opens ports.
    private func inside(_ delivery: Delivery, _ side: Side) -> Delivery? {
        var delivery = delivery
        if let translator = translators[side] {
            guard let address = translator.translate(inbound: delivery.destination, from: delivery.source) else { return nil }
            delivery.destination = address
        }
        return sides[delivery.destination] == nil ? nil : delivery
    }

    package var nextDeadline: MonotonicTime? {
        soonest(soonest(toNear.nextArrival, toFar.nextArrival), toServers.nextArrival)
    }

    /// Of what was sent to `side`.
    package func statistics(to side: Side) -> LinkStatistics {
        side == .near ? toNear.statistics : toFar.statistics
    }
}
