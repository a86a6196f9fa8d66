import Kiosk
import Receiver
import Supervision
import Transport

/// What a technician wants to know of the machine, before the network even lets it in.
enum MachineFacts {
    static var rows: [StatusScreen.Row] {
        let addresses = NetworkInterfaces.hostAddresses().map { "\($0)" }
        let macs = HardwareIdentity.read().macAddresses
        let isTimeKnown = SystemClock.isSynchronized
        return [
            .init(
                "Address",
                addresses.isEmpty ? "none: is the network cable in?" : addresses.joined(separator: ", "),
                isFault: addresses.isEmpty
            ),
            .init("MAC", macs.isEmpty ? "none" : macs.joined(separator: ", ")),
            .init("Clock", isTimeKnown ? "set by the network" : "not set by the network yet"),
        ]
    }
}
