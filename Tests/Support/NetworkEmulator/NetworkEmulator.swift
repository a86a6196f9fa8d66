import SeededRandom
package import Wire

/// Two sides and the link between them, in virtual time: the same seed loses, delays and doubles the same datagrams.
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
        }
    }

    private var sides: [TransportAddress: Side] = [:]
    private var toNear: Link
    private var toFar: Link

    package init(seed: UInt64, conditions: LinkConditions = LinkConditions()) {
        var random = SeededGenerator(seed: seed)
        // Each direction draws its own numbers, so that more traffic one way does not change what happens the other way.
        toNear = Link(seed: random.next())
        toFar = Link(seed: random.next())
        self.conditions = conditions
        toNear.conditions = conditions
        toFar.conditions = conditions
    }

    /// Of both directions.
    package var conditions: LinkConditions {
        didSet {
            toNear.conditions = conditions
            toFar.conditions = conditions
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

    /// Nobody has the address any more: datagrams to it, also those on their way, are lost.
    package mutating func detach(_ address: TransportAddress) {
        sides[address] = nil
    }

    /// Datagrams stay on the link if they are for the other side; addresses of the same side do not reach each other.
    package mutating func send(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
        now: MonotonicTime
    ) {
        guard let side = sides[source] else { return }
        let link: WritableKeyPath<NetworkEmulator, Link> = side == .near ? \.toFar : \.toNear
        if sides[destination] != side.other {
            self[keyPath: link].statistics.unroutable += 1
        } else if isBlackedOut {
            self[keyPath: link].statistics.sent += 1
            self[keyPath: link].statistics.lost += 1
        } else {
            self[keyPath: link].send(bytes, from: source, to: destination, now: now)
        }
    }

    /// The next datagram that has arrived by `now`, in order of arrival.
    package mutating func nextDelivery(now: MonotonicTime) -> Delivery? {
        while let due = nextDeadline, due <= now {
            let delivery = toFar.nextArrival == due ? toFar.next(now: now) : toNear.next(now: now)
            if let delivery, sides[delivery.destination] != nil { return delivery }
        }
        return nil
    }

    package var nextDeadline: MonotonicTime? {
        soonest(toNear.nextArrival, toFar.nextArrival)
    }

    /// Of what was sent to `side`.
    package func statistics(to side: Side) -> LinkStatistics {
        side == .near ? toNear.statistics : toFar.statistics
    }
}
