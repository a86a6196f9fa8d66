import Receiver
import Testing

@Suite struct HardwareIdentityTests {
    @Test func readsWhatTheMachineShows() throws {
        let root = try TemporaryDirectory()
        try root.write("10000000ABCDEF01\0", to: "proc/device-tree/serial-number")
        try root.write("4C4C4544-0042-3510-8052-B4C04F4A4E31\n", to: "sys/class/dmi/id/product_uuid")
        try root.write("DC:A6:32:01:02:03\n", to: "sys/class/net/eth0/address")
        try root.write("", to: "sys/class/net/eth0/device/uevent")
        try root.write("02:42:00:00:00:01\n", to: "sys/class/net/docker0/address")
        try root.write("00:00:00:00:00:00\n", to: "sys/class/net/broken0/address")
        try root.write("", to: "sys/class/net/broken0/device/uevent")
        let expected = HardwareIdentity(
            boardSerial: "10000000abcdef01",
            productUUID: "4c4c4544-0042-3510-8052-b4c04f4a4e31",
            macAddresses: ["dc:a6:32:01:02:03"]
        )
        #expect(HardwareIdentity.read(root: root.path) == expected)
    }

    @Test(arguments: ["03000200-0400-0500-0006-000700080009", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "", "\n"])
    func ignoresWhatManyBoardsShare(_ uuid: String) throws {
        let root = try TemporaryDirectory()
        try root.write(uuid, to: "sys/class/dmi/id/product_uuid")
        #expect(HardwareIdentity.read(root: root.path) == HardwareIdentity())
    }

    @Test(arguments: [
        (HardwareIdentity(boardSerial: "a"), HardwareIdentity(boardSerial: "a"), true),
        (HardwareIdentity(boardSerial: "a"), HardwareIdentity(boardSerial: "b"), false),
        (HardwareIdentity(productUUID: "a"), HardwareIdentity(productUUID: "b", macAddresses: ["m"]), false),
        (HardwareIdentity(productUUID: "a", macAddresses: ["m"]), HardwareIdentity(productUUID: "a"), true),
        (HardwareIdentity(productUUID: "a"), HardwareIdentity(macAddresses: ["m"]), true),
        (HardwareIdentity(macAddresses: ["m", "n"]), HardwareIdentity(macAddresses: ["n", "o"]), true),
        (HardwareIdentity(macAddresses: ["m"]), HardwareIdentity(macAddresses: ["n"]), false),
        (HardwareIdentity(), HardwareIdentity(boardSerial: "a"), true),
    ])
    func comparesByTheStrongestKindInCommon(_ one: HardwareIdentity, _ other: HardwareIdentity, _ expected: Bool) {
        #expect(one.canBeSameMachine(as: other) == expected)
        #expect(other.canBeSameMachine(as: one) == expected)
    }
}
