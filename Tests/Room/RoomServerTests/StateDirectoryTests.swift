import Foundation
import RoomServer
import SeededRandom
import Testing
import Wire

@Suite struct StateDirectoryTests {
    private let temporary: TemporaryDirectory

    init() throws {
        temporary = try TemporaryDirectory()
    }

    @Test func makesTheFolderAndFilesThatNobodyElseReads() throws {
        let directory = try StateDirectory(path: temporary.path + "/a/b")
        try directory.write("key", [1, 2, 3])
        #expect(try directory.read("key") == [1, 2, 3])
        #expect(try temporary.mode(of: "a") == 0o700)
        #expect(try temporary.mode(of: "a/b/key") == 0o600)
    }

    @Test func replacesAFileAndLeavesNothingBehind() throws {
        let directory = try StateDirectory(path: temporary.path)
        try temporary.write("left over from a power cut", to: "key.new")
        try directory.write("key", [1])
        try directory.write("key", [2])
        #expect(try directory.read("key") == [2])
        #expect(try temporary.names == ["key"])
        #expect(try directory.read("other") == nil)
    }

    @Test func saysWhatFailedAndWhatToDo() throws {
        try temporary.write("", to: "file")
        let error = #expect(throws: StateDirectoryError.self) { try StateDirectory(path: temporary.path + "/file/sub") }
        let text = "\(try #require(error))"
        #expect(text.contains(temporary.path))
        #expect(text.contains("state directory"))
    }

    @Test func refusesAFileLargerThanAnyItWrites() throws {
        let directory = try StateDirectory(path: temporary.path)
        try directory.write("key", Array(repeating: 0, count: 2_000_000))
        #expect(throws: StateDirectoryError.self) { try directory.read("key") }
    }

    @Test func makesTheKeyOnceAndKeepsIt() throws {
        let directory = try StateDirectory(path: temporary.path)
        var random = SeededGenerator(seed: 1)
        let (first, _) = try ServerKey.load(from: directory, random: &random)
        let (second, wasDamaged) = try ServerKey.load(from: directory, random: &random)
        #expect(first == second)
        #expect(first.exposed.count == RoomTickets.keySize)
        #expect(!wasDamaged)
    }

    @Test(arguments: ["", "00", "not a key", String(repeating: "g", count: 64), String(repeating: "0", count: 66)])
    func setsADamagedKeyAside(_ text: String) throws {
        let directory = try StateDirectory(path: temporary.path)
        try temporary.write(text, to: "room-key")
        var random = SeededGenerator(seed: 1)
        let (key, wasDamaged) = try ServerKey.load(from: directory, random: &random)
        #expect(wasDamaged)
        #expect(key.exposed.count == RoomTickets.keySize)
        #expect(try temporary.names == ["room-key", "room-key.damaged"])
    }
}
