import PeerSession
import Testing
import Wire

@Suite("Addresses of this machine")
struct AddressWatchTests {
    private let start = MonotonicTime(nanoseconds: 0)
    private let a = IPAddress.v4(0x0A00_0001)
    private let b = IPAddress.v4(0x0A00_0002)

    @Test func staysQuietWhileNothingChanges() {
        var watch = AddressWatch([a])
        #expect(watch.look(usable: [a], existing: [a], now: start).isEmpty)
    }

    @Test("asks for a socket until it is opened: IPv6 takes two seconds before it lets one be bound")
    func asksUntilOpened() {
        var watch = AddressWatch([a])
        #expect(watch.look(usable: [a, b], existing: [a, b], now: start) == [.appeared(b)])
        #expect(watch.look(usable: [a, b], existing: [a, b], now: start + .seconds(1)) == [.appeared(b)])
        watch.opened(b)
        #expect(watch.look(usable: [a, b], existing: [a, b], now: start + .seconds(2)).isEmpty)
    }

    @Test func tellsThatAnAddressCameBack() {
        var watch = AddressWatch([a])
        #expect(watch.look(usable: [], existing: [], now: start) == [.vanished(a)])
        #expect(watch.look(usable: [a], existing: [a], now: start + .seconds(59)) == [.returned(a)])
        #expect(watch.look(usable: [a], existing: [a], now: start + .seconds(99)).isEmpty)
    }

    @Test func forgetsAnAddressAfterAMinute() {
        var watch = AddressWatch([a])
        _ = watch.look(usable: [], existing: [], now: start)
        #expect(watch.look(usable: [], existing: [], now: start + .seconds(60)) == [.forgotten(a)])
        #expect(watch.look(usable: [a], existing: [a], now: start + .seconds(61)) == [.appeared(a)])
    }

    @Test("a cable that is out keeps its address and its socket")
    func keepsAddressesWithoutCarrier() {
        var watch = AddressWatch([a, b])
        #expect(watch.look(usable: [b], existing: [a, b], now: start).isEmpty)
    }

    @Test("a packet says that the address is back before the next look does")
    func believesAPacket() {
        var watch = AddressWatch([a])
        _ = watch.look(usable: [], existing: [], now: start)
        let answers = [watch.heard(at: a), watch.heard(at: a)]
        #expect(answers == [true, false])
        #expect(watch.look(usable: [a], existing: [a], now: start + .seconds(1)).isEmpty)
    }

    @Test func remembersEightVanishedAddressesAtMost() {
        let many = (1...12).map { IPAddress.v4(0x0A00_0100 + $0) }
        var watch = AddressWatch(many)
        let changes = watch.look(usable: [], existing: [], now: start)
        #expect(changes.count { if case .forgotten = $0 { true } else { false } } == 4)
        #expect(watch.vanished.count == 8)
    }
}
