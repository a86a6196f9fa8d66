package import Wire

/// What changed about this machine's addresses, told from one look to the next.
///
/// An address that vanishes is remembered for a while: networks that come back mostly bring the same one, and its socket then
/// goes on as if nothing had been.
package struct AddressWatch: Sendable {
    package enum Change: Hashable, Sendable {
        /// A socket is wanted there; `opened` or nothing answers.
        case appeared(IPAddress)
        case vanished(IPAddress)
        case returned(IPAddress)
        /// Gone for good.
        case forgotten(IPAddress)
    }

    package static let interval = Duration.seconds(1)
    package static let memory = Duration.seconds(60)
    package static let maximumVanished = 8

    /// Those with a socket.
    private var present: Set<IPAddress>
    /// Those with a socket but without an interface, and since when.
    package private(set) var vanished: [IPAddress: MonotonicTime] = [:]

    package init(_ addresses: [IPAddress]) {
        present = Set(addresses)
    }

    /// A socket was opened at an address that had appeared.
    package mutating func opened(_ address: IPAddress) {
        present.insert(address)
    }

    /// A packet came to an address that had vanished: it is back before anybody looked.
    package mutating func heard(at address: IPAddress) -> Bool {
        guard vanished.removeValue(forKey: address) != nil else { return false }
        present.insert(address)
        return true
    }

    /// - Parameters:
    ///   - usable: addresses worth a candidate.
    ///   - existing: all addresses, also those of interfaces that have no carrier: their sockets are kept, because they work
    ///     again by themselves.
    package mutating func look(usable: [IPAddress], existing: Set<IPAddress>, now: MonotonicTime) -> [Change] {
        var changes: [Change] = []
        for address in present.subtracting(existing).sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            present.remove(address)
            vanished[address] = now
            changes.append(.vanished(address))
        }
        for address in usable where !present.contains(address) {
            if heard(at: address) { changes.append(.returned(address)) } else { changes.append(.appeared(address)) }
        }
        let oldestFirst = vanished.sorted { $0.value < $1.value }
        let excess = max(0, oldestFirst.count - AddressWatch.maximumVanished)
        for (index, entry) in oldestFirst.enumerated() where index < excess || now - entry.value >= AddressWatch.memory {
            vanished[entry.key] = nil
            changes.append(.forgotten(entry.key))
        }
        return changes
    }
}
