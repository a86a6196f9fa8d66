import Settings
import Testing

/// Which signaling systems a TV and a room server speak.
@Suite struct SignalingSettingsTests {
    @Test(arguments: ["projection", "call", "cmd"]) func takesEachSystemByItsName(_ name: String) throws {
        let (settings, problems) = try read("roomServer: {system: \(name), room: \"001\"}")
        #expect(problems.isEmpty)
        #expect(settings.roomServer.system.settingText == name)
        #expect(settings.roomServer.room == "001")
    }

    @Test func needsAUserIDWhereTheSystemDoes() throws {
        let (settings, problems) = try read("roomServer: {system: user}")
        #expect(problems.map(\.key) == ["roomServer.system"])
        #expect(problems.first?.fix == "Set roomServer.userID to the id of this TV's user.")
        #expect(settings.roomServer.system.settingText == "projection")
        let (good, none) = try read("roomServer: {system: user, userID: 7}")
        #expect(none.isEmpty && good.roomServer.userID == "7")
    }

    @Test(arguments: ["0", "-3", "a b", ""]) func refusesWhatNoUserCanBe(_ id: String) throws {
        let (settings, problems) = try read("roomServer: {system: cmd, userID: \"\(id)\"}")
        #expect(problems.map(\.key) == ["roomServer.userID"])
        #expect(settings.roomServer.userID == nil)
    }

    @Test func servesSystemsAtTheirUsualPathsOrAtOthers() throws {
        let (settings, problems) = try read("room: {systems: [projection, call, cmd /signal /ws, user]}")
        #expect(problems.isEmpty)
        #expect(settings.room.systems.map(\.settingText) == ["projection", "call", "cmd /signal /ws", "user"])
        #expect(settings.room.systems.map(\.servedPaths) == [[], [], ["/signal", "/ws"], ["/wss", "/webrtc/wss"]])
    }

    @Test(arguments: ["cmd signal", "cmd /", "cmd /socket.io/", "call /x", "telepathy", "cmd /a?b", "user /healthz"])
    func refusesPathsThatCannotBe(_ entry: String) throws {
        let (settings, problems) = try read("room: {systems: [projection, \"\(entry)\"]}")
        #expect(problems.map(\.key) == ["room.systems"])
        #expect(!settings.room.systems.map(\.settingText).contains(entry))
    }

    @Test(arguments: ["[cmd]", "[projection, cmd /a, user /a]"])
    func refusesListsWithoutOurOwnOrWithOnePathTwice(_ list: String) throws {
        let (settings, problems) = try read("room: {systems: \(list)}")
        #expect(problems.map(\.key) == ["room.systems"])
        #expect(settings.room.systems.map(\.settingText) == ["projection"])
    }
}
