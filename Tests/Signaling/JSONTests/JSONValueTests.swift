import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: JSONValueTests.texts) func writesCompactText(_ value: JSONValue, _ expected: String) {
        #expect(value.serialized() == expected)
        #expect(value.serializedBytes() == Array(expected.utf8))
    }

    private static let texts: [(JSONValue, String)] = [
        (JSONValue.null, "null"), (true, "true"), (.integer(.min), "-9223372036854775808"), (0.1, "0.1"), (.number(1), "1.0"),
        (.number(1e300), "1e+300"), (.number(.nan), "null"), (.number(.infinity), "null"), ([1, "a", [:]], #"[1,"a",{}]"#),
        (["b": 1, "a": [.null]], #"{"b":1,"a":[null]}"#),
        (
            .string("\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}é\u{2028}😀"),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}é\u{2028}😀\""
        ),
    ]

    @Test(arguments: [Double.leastNonzeroMagnitude, 1.7976931348623157e308, 0.1 + 0.2, -123456789.125, 1e21, 1e-7])
    func numbersComeBackExactly(_ number: Double) throws {
        #expect(try JSONValue(parsing: JSONValue.number(number).serialized()).double == number)
    }

    @Test func textComesBackAsItWasWritten() throws {
        let value: JSONValue = [
            "s": .string(String(String.UnicodeScalarView((0..<0x400).compactMap(Unicode.Scalar.init)))), "n": -5,
        ]
        #expect(try JSONValue(parsing: value.serialized()) == value)
    }

    @Test func objectsAreEqualInAnyOrder() {
        #expect(JSONValue.object(["a": 1, "b": 2]) == ["b": 2, "a": 1])
        #expect(JSONValue.object(["a": 1, "b": 2]) != ["b": 2, "a": 2])
        #expect(JSONValue.object(["a": 1]) != ["b": 1])
    }

    @Test func accessorsAnswerOnlyForTheirKind() {
        let value: JSONValue = ["text": "x", "whole": 3.0, "part": 3.5, "list": [1], "flag": true, "none": .null]
        #expect(value["text"]?.string == "x" && value["text"]?.integer == nil)
        #expect(value["whole"]?.integer == 3 && value["part"]?.integer == nil && value["part"]?.double == 3.5)
        #expect(value["list"]?[0] == 1 && value["list"]?[1] == nil && value["list"]?[-1] == nil)
        #expect(value["flag"]?.bool == true && value["none"]?.isNull == true && value["missing"] == nil)
        #expect(JSONValue.number(1e30).integer == nil)
        #expect(JSONValue.null["a"] == nil && JSONValue.null[0] == nil)
    }

    @Test func assigningNilLeavesAMemberOut() {
        var object = JSONObject()
        object["a"] = 1
        object["b"] = 2
        object["a"] = nil
        object["c"] = nil
        #expect(JSONValue.object(object).serialized() == #"{"b":2}"#)
    }
}
