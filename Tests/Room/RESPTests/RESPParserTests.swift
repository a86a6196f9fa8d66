import RESP
import SeededRandom
import Testing

@Suite struct RESPParserTests {
    private func values(in text: String, limits: RESPParser.Limits = .init()) throws(RESPError) -> [RESPValue] {
        var parser = RESPParser(limits: limits)
        parser.append(text.utf8)
        var values: [RESPValue] = []
        while let value = try parser.next() { values.append(value) }
        return values
    }

    private func error(_ text: String, limits: RESPParser.Limits = .init()) -> RESPError? {
        do throws(RESPError) {
            _ = try values(in: text, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func readsTheExamplesOfTheSpecification() throws {
        #expect(try values(in: "+OK\r\n") == [.status("OK")])
        #expect(try values(in: "-ERR unknown command 'a'\r\n") == [.error("ERR unknown command 'a'")])
        #expect(try values(in: ":0\r\n:-1000\r\n") == [.integer(0), .integer(-1000)])
        #expect(try values(in: "$5\r\nhello\r\n$0\r\n\r\n$-1\r\n") == [.bulk(Array("hello".utf8)), .bulk([]), .bulk(nil)])
        #expect(try values(in: "*0\r\n*-1\r\n") == [.array([]), .array(nil)])
        let mixed: RESPValue = .array([.integer(1), .array([.bulk(nil), .status("a")]), .bulk(Array("\r\n".utf8))])
        #expect(try values(in: "*3\r\n:1\r\n*2\r\n$-1\r\n+a\r\n$2\r\n\r\n\r\n") == [mixed])
    }

    @Test func readsTheSameFromPiecesOfAnySize() throws {
        var random = SeededGenerator(seed: 3)
        var bytes: [UInt8] = []
        var written: [RESPValue] = []
        for _ in 0..<300 {
            let value = randomValue(&random, depth: 3)
            written.append(value)
            value.append(to: &bytes)
        }
        for size in [1, 2, 3, 7, 100, 5000] {
            var parser = RESPParser()
            var read: [RESPValue] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                parser.append(bytes[start..<min(start + size, bytes.count)])
                while let value = try parser.next() { read.append(value) }
            }
            #expect(read == written)
        }
    }

    private func randomValue(_ random: inout SeededGenerator, depth: Int) -> RESPValue {
        let length = Int.random(in: 0...20, using: &random)
        switch Int.random(in: 0...(depth > 0 ? 5 : 4), using: &random) {
        case 0: return .status(String(repeating: "s", count: length))
        case 1: return .error("ERR " + String(repeating: "e", count: length))
        case 2: return .integer(Int64.random(in: .min ... .max, using: &random))
        case 3: return .bulk(nil)
        case 4: return .bulk((0..<length).map { _ in UInt8.random(in: 0...255, using: &random) })
        default: return .array((0..<(length / 4)).map { _ in randomValue(&random, depth: depth - 1) })
        }
    }

    @Test func refusesWhatIsNoValue() {
        #expect(error("hello\r\n") == .unknownType(UInt8(ascii: "h")))
        #expect(error("\r\n") == .missingLineEnd)
        #expect(error(":1a\r\n") == .badNumber)
        #expect(error(":9223372036854775808\r\n") == .badNumber)
        #expect(error("$-2\r\n") == .badLength(-2))
        #expect(error("*-7\r\n") == .badLength(-7))
        #expect(error("+OK\r+") == .missingLineEnd)
        #expect(error("+OK\n") == .missingLineEnd)
        #expect(error("$2\r\nabc\r\n") == .missingLineEnd)
    }

    @Test func believesNoLengthBeyondItsLimits() {
        var limits = RESPParser.Limits()
        limits.line = 10
        limits.bulk = 100
        limits.array = 5
        limits.depth = 2
        #expect(error("+12345678901", limits: limits) == .lineTooLong)
        #expect(error("$101\r\n", limits: limits) == .bulkTooLong(101))
        #expect(error("*6\r\n", limits: limits) == .arrayTooLong(6))
        #expect(error("*1\r\n*1\r\n*1\r\n", limits: limits) == .nestedTooDeep)
        #expect(error("*1\r\n*1\r\n:1\r\n", limits: limits) == nil)
    }

    @Test func saysTheSameAfterAnError() {
        var parser = RESPParser()
        parser.append("?\r\n+OK\r\n".utf8)
        for _ in 0..<3 {
            #expect(throws: RESPError.unknownType(UInt8(ascii: "?"))) { try parser.next() }
        }
    }

    @Test func writesCommandsAsArraysOfBulkStrings() {
        var bytes: [UInt8] = []
        RESPValue(command: ["SET", "a", "ü"]).append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$2\r\nü\r\n")
    }

    @Test func takesNumbersWrittenAsText() {
        #expect(RESPValue.bulk(Array("1795244308456652".utf8)).number == 1_795_244_308_456_652)
        #expect(RESPValue.integer(7).number == 7)
        #expect(RESPValue.bulk(nil).number == nil)
    }
}
