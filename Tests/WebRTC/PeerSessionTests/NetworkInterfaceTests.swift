import Testing
import Transport
import Wire

@Suite("Network interfaces")
struct NetworkInterfaceTests {
    private func interface(_ address: String, _ prefixLength: Int, isRunning: Bool = true) throws -> NetworkInterface {
        let ip = try #require(IPAddress(address))
        return NetworkInterface(name: "eth0", index: 2, address: ip, prefixLength: prefixLength, isRunning: isRunning)
    }

    @Test func knowsLoopbackAndItsNetwork() throws {
        let loopback = try #require(NetworkInterfaces.all().first { $0.address == .v4(0x7F00_0001) })
        #expect(loopback.name == "lo" && loopback.isRunning && loopback.index > 0)
        #expect(loopback.prefixLength == 8)
        #expect(NetworkInterfaces.addresses().contains(.v4(0x7F00_0001)))
    }

    @Test(
        "tells neighbours by their prefix",
        arguments: [
            ("192.168.7.9", 24, "192.168.7.200", true), ("192.168.7.9", 24, "192.168.8.9", false),
            ("10.1.2.3", 20, "10.1.15.1", true), ("10.1.2.3", 20, "10.1.16.1", false),
            ("fd00::1", 64, "fd00::2:3", true), ("fd00::1", 64, "fd00:0:0:1::2", false),
            ("10.0.0.1", 32, "10.0.0.1", true), ("10.0.0.1", 0, "8.8.8.8", true), ("10.0.0.1", 8, "fd00::1", false),
        ]
    )
    func tellsNeighbours(_ mine: String, _ prefixLength: Int, _ other: String, _ isOnLink: Bool) throws {
        #expect(try interface(mine, prefixLength).isOnLink(#require(IPAddress(other))) == isOnLink)
    }

    @Test func choosesWhatRunsAndCanBeReached() throws {
        let all = [
            try interface("127.0.0.1", 8), try interface("192.168.7.9", 24), try interface("fe80::1", 64),
            try interface("172.17.0.1", 16, isRunning: false), try interface("fd00::1", 64), try interface("192.168.7.9", 24),
        ]
        #expect(NetworkInterfaces.hosts(among: all).map(\.address.description) == ["192.168.7.9", "fd00::1"])
    }

    @Test func fallsBackToLoopback() throws {
        let all = [try interface("127.0.0.1", 8), try interface("10.0.0.1", 8, isRunning: false)]
        #expect(NetworkInterfaces.hosts(among: all).map(\.address.description) == ["127.0.0.1"])
    }
}
