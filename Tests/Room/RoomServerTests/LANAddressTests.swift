import Testing
import Wire

@testable import RoomServer

@Suite struct LANAddressTests {
    private func choose(_ interfaces: [(String, String)]) -> String? {
        let parsed = interfaces.compactMap { name, text in IPAddress(text).map { (name: name, address: $0) } }
        return LANAddress.choose(from: parsed).map { "\($0)" }
    }

    @Test func prefersAPrivateAddressOfARealInterface() {
        let all = [
            ("lo", "127.0.0.1"), ("docker0", "172.17.0.1"), ("eth0", "fe80::1"), ("eth0", "2001:db8::2"), ("wan0", "203.0.113.2"),
            ("eth0", "192.168.1.20"),
        ]
        #expect(choose(all) == "192.168.1.20")
    }

    @Test func takesWhatThereIs() {
        #expect(choose([("lo", "127.0.0.1"), ("lo", "::1"), ("eth0", "fe80::1")]) == nil)
        #expect(choose([("docker0", "172.17.0.1")]) == "172.17.0.1")
        #expect(choose([("eth0", "2001:db8::2"), ("eth0", "198.51.100.4")]) == "198.51.100.4")
        #expect(choose([("eth0", "2001:db8::2"), ("docker0", "172.17.0.1")]) == "2001:db8::2")
    }
}
