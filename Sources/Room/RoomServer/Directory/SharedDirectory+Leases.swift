import Crypto
import SocketIOCore
package import Wire

extension SharedDirectory {
    /// What Redis knows a TV by: nothing that would get anyone its code.
    static func fingerprint(of owner: TVIdentity) -> String {
        Hexadecimal.text(of: SHA256.hash(data: Array(owner.text.utf8)))
    }

    package mutating func claim(
        _ code: ProjectionCode,
        for owner: TVIdentity,
        number: Int,
        now: MonotonicTime
    ) -> ClaimAnswer? {
        departures[code] = nil
        guard isUp else {
            hold(code, Lease(owner: owner, registeredAt: now, generation: nil))
            return .unreachable
        }
        let command = DirectoryCommand.claim(code, owner: Self.fingerprint(of: owner), age: nil)
        issue(command, .claim(number: number, code, owner, now), now: now)
        return nil
    }

    package mutating func release(_ code: ProjectionCode, now: MonotonicTime) {
        guard let lease = drop(code), let generation = lease.generation else { return }
        if isUp {
            issue(.leave(code, generation: generation), .other, now: now)
        } else if departures.count < 100_000 {
            departures[code] = generation
        }
    }

    package mutating func free(_ code: ProjectionCode, now: MonotonicTime) {
        guard let lease = drop(code), isUp, let generation = lease.generation else { return }
        issue(.free(code, generation: generation), .other, now: now)
    }

    mutating func hold(_ code: ProjectionCode, _ lease: Lease) {
        if leases.updateValue(lease, forKey: code) == nil { lengths[code.description.utf8.count, default: 0] += 1 }
    }

    @discardableResult
    mutating func drop(_ code: ProjectionCode) -> Lease? {
        guard let lease = leases.removeValue(forKey: code) else { return nil }
        lengths[code.description.utf8.count, default: 1] -= 1
        return lease
    }

    /// Tells what has not been told since the store came back, a few at a time.
    mutating func tellMore(now: MonotonicTime) {
        while telling < configuration.window, let code = untold.popLast() {
            guard let lease = leases[code] else { continue }
            telling += 1
            tell(code, lease, now: now)
        }
    }

    mutating func renew(_ renewal: Renewal, now: MonotonicTime) {
        guard let lease = leases[renewal.code], lease.registeredAt == renewal.registeredAt else { return }
        telling += 1
        tell(renewal.code, lease, now: now)
    }

    private mutating func tell(_ code: ProjectionCode, _ lease: Lease, now: MonotonicTime) {
        let owner = Self.fingerprint(of: lease.owner)
        let command: DirectoryCommand =
            if let generation = lease.generation {
                .renew(code, owner: owner, generation: generation)
            } else {
                .claim(code, owner: owner, age: now - lease.registeredAt)
            }
        issue(command, .renewal(code, lease.registeredAt), now: now)
        renewals.add(Renewal(code: code, registeredAt: lease.registeredAt), now: now)
    }

    /// The answer to a TV's claim.
    mutating func claimed(
        _ number: Int,
        _ code: ProjectionCode,
        _ owner: TVIdentity,
        _ registeredAt: MonotonicTime,
        _ reply: ClaimReply?,
        now: MonotonicTime
    ) {
        switch reply {
        case .granted(let generation, let previous):
            hold(code, Lease(owner: owner, registeredAt: registeredAt, generation: generation))
            renewals.add(Renewal(code: code, registeredAt: registeredAt), now: now)
            events.append(.claimed(number: number, .granted))
            tellPrevious(previous, code, generation, now: now)
        case .taken: events.append(.claimed(number: number, .taken))
        case .superseded: events.append(.claimed(number: number, .superseded))
        case nil:
            // Redis would not: out of memory, or a replica that takes no writes. The TV has its code all the same.
            hold(code, Lease(owner: owner, registeredAt: registeredAt, generation: nil))
            renewals.add(Renewal(code: code, registeredAt: registeredAt), now: now)
            events.append(.claimed(number: number, .unreachable))
        }
    }

    /// The answer to a claim that nobody waits for.
    mutating func renewed(_ code: ProjectionCode, _ registeredAt: MonotonicTime, _ reply: ClaimReply?, now: MonotonicTime) {
        telling = max(telling - 1, 0)
        defer { tellMore(now: now) }
        // Another registration has taken its place meanwhile, and asks for itself.
        guard let lease = leases[code], lease.registeredAt == registeredAt else { return }
        switch reply {
        case .granted(let generation, let previous):
            leases[code]?.generation = generation
            tellPrevious(previous, code, generation, now: now)
        case .taken:
            drop(code)
            counts.codesLost += 1
            events.append(.taken(code))
        case .superseded: lose(code)
        case nil: break
        }
    }

    /// The server that had the code before may not know that its TV has gone.
    private mutating func tellPrevious(_ previous: NodeID?, _ code: ProjectionCode, _ generation: Int64, now: MonotonicTime) {
        guard let previous, previous != configuration.node else { return }
        send(.taken(code, generation: generation), to: previous, now: now)
    }

    mutating func lose(_ code: ProjectionCode) {
        drop(code)
        counts.codesLost += 1
        events.append(.superseded(code))
    }
}
