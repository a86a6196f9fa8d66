/// A TV without a network, and what those who run the network want to know of it.
package struct NetworkScreen: Equatable, Sendable {
    package var tvName: String
    /// Those it has all the same, such as one it gave itself.
    package var addresses: [String]
    /// MAC addresses, which a network may want to know before it lets anyone in.
    package var hardwareAddresses: [String]

    package init(tvName: String, addresses: [String], hardwareAddresses: [String]) {
        self.tvName = tvName
        self.addresses = addresses
        self.hardwareAddresses = hardwareAddresses
    }
}
