import Testing

@testable import Supervision

@Suite struct ServiceManagerTests {
    @Test(arguments: [false, true])
    func notifiesOverPathsAndAbstractNames(isAbstract: Bool) throws {
        let receiver = try DatagramReceiver(isAbstract: isAbstract)
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": receiver.address], processIdentifier: 1))
        manager.notify(.ready, .status("The code\nis shown"))
        #expect(receiver.receiveText() == "READY=1\nSTATUS=The code is shown")
        manager.notify(.watchdog)
        #expect(receiver.receiveText() == "WATCHDOG=1")
        manager.notify(.reloading(microseconds: 77))
        #expect(receiver.receiveText() == "RELOADING=1\nMONOTONIC_USEC=77")
        manager.notify(.stopping)
        #expect(receiver.receiveText() == "STOPPING=1")
    }

    @Test(arguments: [nil, "", "relative/socket", "vsock:2:1234", "/" + String(repeating: "x", count: 200)])
    func thereIsNoManagerBehindAnAddressThatIsNone(address: String?) {
        let environment = address.map { ["NOTIFY_SOCKET": $0] } ?? [:]
        #expect(ServiceManager(environment: environment, processIdentifier: 1) == nil)
    }

    @Test func aManagerThatIsGoneDisturbsNobody() throws {
        let manager = try #require(
            ServiceManager(environment: ["NOTIFY_SOCKET": "/tmp/diascope-nobody-listens-here"], processIdentifier: 1)
        )
        manager.notify(.ready)
    }

    @Test func theWatchdogIsForTheProcessItNames() throws {
        func timeout(_ more: [String: String]) -> Duration? {
            let environment = ["NOTIFY_SOCKET": "@diascope-test"].merging(more) { $1 }
            return ServiceManager(environment: environment, processIdentifier: 42)?.watchdogTimeout
        }
        #expect(timeout(["WATCHDOG_USEC": "15000000"]) == .seconds(15))
        #expect(timeout(["WATCHDOG_USEC": "15000000", "WATCHDOG_PID": "42"]) == .seconds(15))
        #expect(timeout(["WATCHDOG_USEC": "15000000", "WATCHDOG_PID": "43"]) == nil)
        #expect(timeout(["WATCHDOG_USEC": "soon"]) == nil)
        #expect(timeout([:]) == nil)
    }
}
