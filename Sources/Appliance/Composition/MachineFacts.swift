import Kiosk
import Receiver
import TVService
import Transport
import Trust
import Wire

/// What a technician wants to know of the machine, before the network even lets it in.
enum MachineFacts {
    static var rows: [StatusScreen.Row] {
        let network = network
        return [
            .addresses(network.addresses), .hardwareAddresses(network.hardwareAddresses),
            .clock(isSet: SystemClock.isSynchronized),
        ]
    }

    static var network: NetworkFacts {
        let addresses = NetworkInterfaces.hostAddresses().filter { !$0.isLoopback }
        return NetworkFacts(
            isConnected: addresses.contains { !$0.isLinkLocal },
            addresses: addresses.map { "\($0)" },
            hardwareAddresses: HardwareIdentity.read().macAddresses
        )
    }
}
