import Glibc
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

    /// Whether the time of day is worth showing: somebody has told it, or a clock with a battery goes on telling it.
    static var isTimeKnown: Bool {
        if SystemClock.isSynchronized { return true }
        return unsafe access("/dev/rtc0", F_OK) == 0 && SystemClock.seconds >= SystemClock.buildTime
    }
}
