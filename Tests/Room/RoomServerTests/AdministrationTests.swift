import Dialects
import RoomServer
import Testing

/// What an administrator may do to rooms.
@Suite struct AdministrationTests {
    @Test func listsRoomsWithTheirSenders() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV(name: "Hall")
        let away = try harness.registeredTV(name: nil)
        _ = harness.disconnect(away.id)
        let ada = try harness.joinedSender(tv.code)
        _ = harness.tell(.state(RoomTVState(policy: .refuse, presenter: "Ada", state: .projecting)), from: tv.id)
        let rooms = harness.rooms.summaries
        #expect(rooms.map(\.code.description) == [tv.code, away.code].sorted())
        let hall = try #require(rooms.first { $0.isLive })
        #expect(hall.tvName == "Hall" && hall.state == .projecting && hall.presenter == "Ada")
        #expect(hall.senders.map(\.peer) == [ada.peer] && hall.senders.map(\.username) == ["Ada"])
        #expect(rooms.first { !$0.isLive }?.senders == [])
    }

    @Test func endsASendersProjectionOnBothSides() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let (ada, ben) = (try harness.joinedSender(tv.code), try harness.joinedSender(tv.code, name: "Ben"))
        let code = try #require(ProjectionCode(typed: tv.code))
        let now = harness.now
        let evicted = harness.rooms.evictSenders(ada.peer, from: code, now: now)
        #expect(evicted == 1)
        #expect(
            harness.drain() == [
                .send(.sessionEnd(peer: ada.peer, reason: .endedByTV), to: tv.id),
                .send(.sessionEnd(peer: nil, reason: .endedByTV), to: ada.id),
            ]
        )
        #expect(harness.rooms.summary(of: code)?.senders.map(\.peer) == [ben.peer])
        let again = harness.rooms.evictSenders(ada.peer, from: code, now: now)
        #expect(again == 0)
        let everybody = harness.rooms.evictSenders(from: code, now: now)
        #expect(everybody == 1)
        #expect(harness.rooms.senders == 0)
    }

    @Test func evictsATVAndFreesItsCode() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        let sender = try harness.joinedSender(tv.code)
        let code = try #require(ProjectionCode(typed: tv.code))
        let (now, isEvicted) = (harness.now, harness.rooms.evict(code, now: harness.now))
        #expect(isEvicted)
        #expect(
            harness.drain() == [
                .send(.sessionEnd(peer: sender.peer, reason: .endedByTV), to: tv.id),
                .send(.sessionEnd(peer: nil, reason: .endedByTV), to: sender.id),
                .close(tv.id),
            ]
        )
        #expect(harness.rooms.summaries.isEmpty)
        let again = harness.rooms.evict(code, now: now)
        #expect(!again)
        _ = harness.disconnect(tv.id)
        // Its token is still good.
        let back = harness.connect()
        let registered = try RoomsHarness.tv(in: harness.tell(.register(code: tv.code, token: tv.token, name: nil), from: back))
        #expect(registered.code == tv.code)
    }

    @Test func forgetsTheCodeOfATVThatIsAway() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = harness.disconnect(tv.id)
        let code = try #require(ProjectionCode(typed: tv.code))
        let isEvicted = harness.rooms.evict(code, now: harness.now)
        #expect(isEvicted)
        #expect(harness.drain().isEmpty)
        #expect(harness.rooms.isEmpty)
    }

    @Test func givesATVAnotherCodeAndItsSendersComeAlong() throws {
        var harness = RoomsHarness { $0.newCodeBurst = 1 }
        let tv = try harness.registeredTV(name: "Hall")
        let sender = try harness.joinedSender(tv.code)
        let old = try #require(ProjectionCode(typed: tv.code))
        let rotated = harness.rotate(old)
        let new = try #require(rotated)
        #expect(new != old)
        let told = try RoomsHarness.tv(in: harness.drain())
        #expect(told.id == tv.id && told.code == new.description && told.token != tv.token)
        #expect(harness.rooms.summary(of: new)?.senders.map(\.peer) == [sender.peer])
        #expect(harness.rooms.summary(of: new)?.tvName == "Hall")
        #expect(harness.rooms.summary(of: old) == nil)
        let again = harness.rotate(old)
        #expect(again == nil)
    }

    @Test func givesATVThatIsAwayNoOtherCode() throws {
        var harness = RoomsHarness()
        let tv = try harness.registeredTV()
        _ = harness.disconnect(tv.id)
        let rotated = harness.rotate(try #require(ProjectionCode(typed: tv.code)))
        #expect(rotated == nil)
        #expect(harness.rooms.reservedCodes == 1)
    }
}
