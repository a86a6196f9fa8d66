import JSON
import Testing

@Suite struct JSONParsingTests {
    @Test(arguments: JSONParsingTests.values) func readsEachKindOfValue(_ text: String, _ expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    private static let values: [(String, JSONValue)] = [
        ("null", JSONValue.null), (" true\r\n", true), ("\tfalse", false), ("0", 0), ("-1", -1), ("\"\"", ""),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("0.1", 0.1), ("1e2", .number(100)), ("-2.5E-1", -0.25),
        ("1.0", .number(1)), ("[]", []), ("[ 1 , [2] ]", [1, [2]]), ("{}", [:]),
        (#"{ "a" : 1 , "b" : { "c" : [ null ] } }"#, ["a": 1, "b": ["c": [.null]]]),
    ]

    @Test func keepsTheSignOfZero() throws {
        let value = try #require(try JSONValue(parsing: "-0").double)
        #expect(value.sign == .minus && value == 0)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u4E2D""#, "Aé中"), (#""\ud83d\ude00""#, "😀"),
        (#""a\u0000b""#, "a\u{0}b"), (#""投影码 \u6295""#, "投影码 投"),
    ])
    func readsEscapes(_ text: String, _ expected: String) throws {
        #expect(try JSONValue(parsing: text).string == expected)
    }

    @Test(arguments: JSONParsingTests.refused) func refusesWhatTheGrammarDoesNotAllow(_ text: String, _ error: JSONError) {
        #expect(throws: error) { try JSONValue(parsing: text) }
    }

    static let refused: [(String, JSONError)] = [
        ("", JSONError.unexpectedEnd), ("  ", .unexpectedEnd), ("tru", .unexpectedEnd), ("trux", .unexpectedByte(0x78, at: 3)),
        ("1 2", .trailingContent(at: 2)), ("01", .trailingContent(at: 1)), ("1.", .unexpectedEnd), ("-", .unexpectedEnd),
        (".5", .unexpectedByte(0x2E, at: 0)), ("+1", .unexpectedByte(0x2B, at: 0)), ("1e", .unexpectedEnd),
        ("1ex", .unexpectedByte(0x78, at: 2)), ("1e999", .numberOutOfRange(at: 0)), ("NaN", .unexpectedByte(0x4E, at: 0)),
        ("[1,]", .unexpectedByte(0x5D, at: 3)), ("[1", .unexpectedEnd), ("[1 2]", .unexpectedByte(0x32, at: 3)),
        ("{\"a\":1,}", .unexpectedByte(0x7D, at: 7)), ("{a:1}", .unexpectedByte(0x61, at: 1)),
        ("{\"a\"}", .unexpectedByte(0x7D, at: 4)), ("'a'", .unexpectedByte(0x27, at: 0)), ("\"a", .unexpectedEnd),
        ("\"a\nb\"", .unexpectedByte(0x0A, at: 2)), (#""\x""#, .invalidEscape(at: 1)), (#""\u12g4""#, .invalidEscape(at: 1)),
        (#""\ud800""#, .loneSurrogate(at: 1)), (#""\udc00""#, .loneSurrogate(at: 1)), (#""\ud800\u0041""#, .loneSurrogate(at: 1)),
        (#""\ud800\n""#, .loneSurrogate(at: 1)), ("\u{FEFF}1", .unexpectedByte(0xEF, at: 0)),
        ("/**/1", .unexpectedByte(0x2F, at: 0)),
    ]

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func refusesStringsThatAreNotUTF8(_ content: [UInt8]) {
        let plain = [UInt8(ascii: "\"")] + content + [UInt8(ascii: "\"")]
        let escaped = [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "n")] + content + [UInt8(ascii: "\"")]
        #expect(throws: JSONError.invalidUTF8(at: 1)) { try JSONValue(parsing: plain.span) }
        #expect(throws: JSONError.invalidUTF8(at: 1)) { try JSONValue(parsing: escaped.span) }
    }

    @Test func allowsNoDeeperNestingThanAsked() throws {
        let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(64)) }
        #expect(throws: JSONError.tooDeep(at: 64)) { try JSONValue(parsing: nested(65)) }
        #expect(throws: JSONError.tooDeep(at: 64)) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
        #expect(throws: JSONError.tooDeep(at: 0)) { try JSONValue(parsing: "[]", maximumDepth: 0) }
    }

    @Test func refusesNumbersWithEndlessDigits() {
        #expect(throws: JSONError.numberOutOfRange(at: 0)) { try JSONValue(parsing: String(repeating: "1", count: 5000)) }
    }

    @Test func lastOfTwoMembersWithOneNameCountsAtTheFirstPlace() throws {
        let few = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#)
        #expect(few.serialized() == #"{"a":3,"b":2}"#)
        let text = "{" + (0..<100).map { "\"k\($0 % 50)\":\($0)" }.joined(separator: ",") + "}"
        let many = try JSONValue(parsing: text)
        #expect(many.object?.count == 50)
        #expect(many["k0"]?.integer == 50)
        #expect(many.object?.members.first?.name == "k0")
    }

    @Test(arguments: [3, 10, 64]) func neverReadsPastACutText(_ step: Int) throws {
        let text = Array(#"{"offer":{"sdp":"v=0\r\n\u4e2d","type":"offer","n":[1.5e3,-2,true,null]}}"#.utf8)
        _ = try JSONValue(parsing: text.span)
        for length in stride(from: 0, to: text.count, by: 1) where length % step != 1 {
            #expect(throws: JSONError.unexpectedEnd) { try JSONValue(parsing: text.span.extracting(0..<length)) }
        }
    }
}
