package import Wire

/// A NAT between one side and the internet (RFC 4787).
package struct AddressTranslator: Sendable {
    /// Who may write to a mapped port (RFC 4787 §5).
    package enum Filtering: Sendable {
        case endpointIndependent
        case addressDependent
        case addressAndPortDependent
    }

    /// The four kinds that RFC 3489 §5 named, and people still name.
    package enum Kind: String, Sendable, CaseIterable {
        case fullCone = "full cone"
        case restrictedCone = "restricted cone"
        case portRestrictedCone = "port-restricted cone"
        case symmetric

        var filtering: Filtering {
            switch self {
            case .fullCone: .endpointIndependent
            case .restrictedCone: .addressDependent
            case .portRestrictedCone, .symmetric: .addressAndPortDependent
            }
        }
    }

    private struct Mapping: Sendable {
        var inside: TransportAddress
        var outside: TransportAddress
        /// Whom a symmetric one made it for.
        var destination: TransportAddress?
        var contacts: Set<TransportAddress> = []
    }

    package let kind: Kind
    package let outside: IPAddress
    /// Whether those behind it reach each other by their outside addresses (RFC 4787 §6).
    package let hairpins: Bool
    private var mappings: [Mapping] = []
    private var nextPort: UInt16

    package init(_ kind: Kind, outside: IPAddress, hairpins: Bool = false, firstPort: UInt16 = 20_000) {
        self.kind = kind
        self.outside = outside
        self.hairpins = hairpins
        nextPort = firstPort
    }

    /// As after a restart: what was mapped is not any more, and comes out at other ports.
    package mutating func forgetMappings() {
        mappings = []
    }

    /// What a datagram's source becomes on its way out.
    mutating func translate(outbound source: TransportAddress, to destination: TransportAddress) -> TransportAddress {
        let wanted = kind == .symmetric ? destination : nil
        if let index = mappings.firstIndex(where: { $0.inside == source && $0.destination == wanted }) {
            mappings[index].contacts.insert(destination)
            return mappings[index].outside
        }
        let mapped = TransportAddress(outside, nextPort)
        nextPort += 1
        mappings.append(Mapping(inside: source, outside: mapped, destination: wanted, contacts: [destination]))
        return mapped
    }

    /// Whose port it is, whoever may write to it.
    func inside(of outside: TransportAddress) -> TransportAddress? {
        mappings.first { $0.outside == outside }?.inside
    }

    /// Where a datagram goes on its way in; `nil` if it does not get in.
    func translate(inbound destination: TransportAddress, from source: TransportAddress) -> TransportAddress? {
        guard let mapping = mappings.first(where: { $0.outside == destination }) else { return nil }
        let isAllowed =
            switch kind.filtering {
            case .endpointIndependent: true
            case .addressDependent: mapping.contacts.contains { $0.ip == source.ip }
            case .addressAndPortDependent: mapping.contacts.contains(source)
            }
        return isAllowed ? mapping.inside : nil
    }
}
