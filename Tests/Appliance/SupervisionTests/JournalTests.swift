import Logging
import Testing

@testable import Supervision

@Suite struct JournalTests {
    /// What journald makes of a datagram.
    private func fields(_ bytes: [UInt8]) throws -> [String: String] {
        var fields: [String: String] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            let end = try #require(rest.firstIndex { $0 == UInt8(ascii: "=") || $0 == 0x0A })
            let name = String(decoding: rest[..<end], as: UTF8.self)
            let isText = rest[end] == UInt8(ascii: "=")
            rest = rest[(end + 1)...]
            let length: Int
            if isText {
                length = try #require(rest.firstIndex(of: 0x0A)) - rest.startIndex
            } else {
                length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(8)
            }
            fields[name] = String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
            #expect(rest.first == 0x0A)
            rest = rest.dropFirst()
        }
        return fields
    }

    @Test func metadataBecomesFields() throws {
        let receiver = try DatagramReceiver(isAbstract: false)
        let handler = try #require(JournalLogHandler(label: "tv", address: receiver.address))
        var logger = Logger(label: "tv") { _ in handler }
        logger[metadataKey: "room"] = "4"
        logger.warning("a session ended", metadata: ["sessionID": "3", "detail": "two\nlines"])
        let entry = try fields(try #require(receiver.receive()))
        #expect(entry["MESSAGE"] == "a session ended (detail: two\nlines, room: 4, sessionID: 3)")
        #expect(entry["PRIORITY"] == "4")
        #expect(entry["SYSLOG_IDENTIFIER"] == "diascope")
        #expect(entry["LOGGER"] == "tv")
        #expect(entry["DIASCOPE_SESSION_ID"] == "3")
        #expect(entry["DIASCOPE_DETAIL"] == "two\nlines")
        #expect(entry["DIASCOPE_ROOM"] == "4")
        #expect(entry["CODE_LINE"] != nil)
    }

    @Test(arguments: [
        ("MESSAGE", "MESSAGE"), ("DIASCOPE_roundTripTime", "DIASCOPE_ROUND_TRIP_TIME"), ("_PID", "PID"), ("9lives", "LIVES"),
        ("a=b\nc", "A_B_C"), ("é", ""), ("", ""),
    ])
    func namesAreWhatTheJournalAllows(written: String, name: String) {
        #expect(String(decoding: JournalEntry.fieldName(written), as: UTF8.self) == name)
    }

    @Test func aValueCannotAddAField() throws {
        var entry = JournalEntry()
        entry.add("MESSAGE", "x\n_UID=0\nPRIORITY=0")
        #expect(try fields(entry.bytes) == ["MESSAGE": "x\n_UID=0\nPRIORITY=0"])
    }

    @Test func hugeValuesAreCutAtACharacter() throws {
        var entry = JournalEntry()
        entry.add("MESSAGE", "x" + String(repeating: "é", count: JournalEntry.longestValue))
        let value = try #require(try fields(entry.bytes)["MESSAGE"])
        #expect(value.utf8.count == JournalEntry.longestValue - 1)
        #expect(!value.contains("\u{FFFD}"))
    }

    @Test func anOrdinaryStandardErrorIsNoJournal() {
        #expect(!JournalStream.isStandardError([:]))
        #expect(!JournalStream.isStandardError(["JOURNAL_STREAM": "1:2"]))
    }

    @Test func keepsTheLastProblemsAndCountsRepeats() throws {
        let receiver = try DatagramReceiver(isAbstract: true)
        let journal = try #require(JournalLogHandler(label: "tv", address: receiver.address))
        let control = LogControl(level: .info)
        let logger = Logger(label: "tv") { _ in control.handler(before: journal) }
        logger.error("first")
        logger.info("nothing of note")
        logger.warning("second", metadata: ["why": "because"])
        logger.warning("third")
        logger.warning("third")
        let problems = control.recentProblems.newestFirst
        #expect(problems.map(\.text) == ["third", "second (why: because)", "first"])
        #expect(problems.map(\.count) == [2, 1, 1])
    }

    @Test func keepsOnlySoManyProblems() {
        let problems = RecentProblems(limit: 2)
        for text in ["first", "second", "third"] { problems.note(.error, text) }
        #expect(problems.newestFirst.map(\.text) == ["third", "second"])
    }

    @Test func theLevelChangesForLoggersThatExist() throws {
        let receiver = try DatagramReceiver(isAbstract: true)
        let journal = try #require(JournalLogHandler(label: "tv", address: receiver.address))
        let control = LogControl(level: .info)
        let logger = Logger(label: "tv") { _ in control.handler(before: journal) }
        logger.debug("unheard")
        #expect(receiver.receive() == nil)
        control.level = .debug
        logger.debug("heard")
        #expect(receiver.receive() != nil)
    }
}
