import SeededRandom
package import Wire

/// Two sides, the link between them and servers in the middle, in virtual time: the same seed loses, delays and doubles the
/// same datagrams. A side may be behind an address translator; then nobody reaches it but through that. Both may be behind the
/// same one, in networks that do not reach each other. Addresses of another family than its outside pass a translator by.
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
    private var translators: [AddressTranslator] = []
    private var translatorIndex: [Side: Int] = [:]
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

    /// Puts the sides behind a translator: one of them, or both behind the same.
    package mutating func place(_ translator: AddressTranslator, before sides: Side...) {
        for side in sides { translatorIndex[side] = translators.count }
        translators.append(translator)
    }

    /// The side's translator forgets everything, as after a restart.
    package mutating func rebindTranslator(before side: Side) {
        guard let index = translatorIndex[side] else { return }
        translators[index].forgetMappings()
    }

    /// The translator that the side's `address` is behind.
    private func translator(of side: Side, for address: TransportAddress) -> Int? {
        translatorIndex[side].flatMap { translators[$0].outside.isV4 == address.ip.isV4 ? $0 : nil }
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
        guard side != nil || servers.contains(source.ip), source.ip.isV4 == destination.ip.isV4 else { return }
        var outer = source
        let index = side.flatMap { translator(of: $0, for: source) }
        if let index { outer = translators[index].translate(outbound: source, to: destination) }
        guard let link = link(to: destination, from: side, behind: index) else {
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

    private func link(
        to destination: TransportAddress,
        from side: Side?,
        behind index: Int?
    ) -> WritableKeyPath<NetworkEmulator, Link>? {
        if servers.contains(destination.ip) { return \.toServers }
        var there = sides[destination]
        if let their = translators.firstIndex(where: { $0.outside == destination.ip }) {
            guard their != index || translators[their].hairpins else { return nil }
            there = translators[their].inside(of: destination).flatMap { sides[$0] }
        } else if let there, there == side || translator(of: there, for: destination) != nil {
            return nil
        }
        return there.map { $0 == .near ? \.toNear : \.toFar }
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
        if let index = translatorIndex[side], translators[index].outside == delivery.destination.ip {
            let address = translators[index].translate(inbound: delivery.destination, from: delivery.source)
            guard let address else { return nil }
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
