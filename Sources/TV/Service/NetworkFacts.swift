/// Whether this machine has a network, and by what it would be known there.
package struct NetworkFacts: Sendable, Equatable {
    /// Whether it has an address that others reach.
    package var isConnected: Bool
    package var addresses: [String]
    /// MAC addresses.
    package var hardwareAddresses: [String]

    package init(isConnected: Bool, addresses: [String], hardwareAddresses: [String]) {
        self.isConnected = isConnected
        self.addresses = addresses
        self.hardwareAddresses = hardwareAddresses
    }
}
