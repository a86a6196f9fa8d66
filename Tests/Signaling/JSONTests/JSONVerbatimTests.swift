import JSON
import Testing

/// What is only passed on leaves in the bytes in which it came, and nothing gets past that reading it would refuse.
struct JSONVerbatimTests {
    private func passedOn(_ text: String, depth: Int = 1) throws -> String {
        try JSONValue(parsing: text.utf8.span, verbatimDepth: depth).serialized()
    }

    @Test(arguments: [
        #"{"sdp":"v=0\r\n\u00e9\ud83d\ude00\/\u0041"}"#, #"{"名":"投影码 😀 \t"}"#, #"{"a":1,"a":2,"b":{"a":3,"a":4}}"#,
        "[123456789012345678901234567890,1e2,1.50,-0,0.1E+1,-0.0,9223372036854775808]",
        #"{ "a" : [ 1 ,\#t2 ]\#r\#n, "b" : { } }"#,
        #"{"_placeholder":true,"num":0,"in":[{"_placeholder":true,"num":1}]}"#, "[]", "{}", #"[[],{},"",null,true,false]"#,
        #"{"\u0061":"\"\\\b\f\u0000"}"#,
    ])
    func keepsEveryByte(_ text: String) throws {
        #expect(try passedOn("[\(text),\(text)]") == "[\(text),\(text)]")
        #expect(try passedOn(text, depth: 0) == text)
        let object = try JSONValue(parsing: #" { "x" : \#(text) , "y" : 1 } "#.utf8.span, verbatimDepth: 1)
        #expect(object.serialized() == #"{"x":\#(text),"y":1}"#)
    }

    @Test func readsWhatIsNotAsDeep() throws {
        let value = try JSONValue(parsing: #"["a",{"b":"c","d":{"e":1}}]"#.utf8.span, verbatimDepth: 2)
        guard case .object(let object)? = value[1], case .verbatim(let text)? = object["d"] else {
            Issue.record("not read as deep as asked: \(value)")
            return
        }
        #expect(object["b"] == "c")
        #expect(text.isObject && text.text == #"{"e":1}"#)
    }

    @Test func isReadWhenSomeoneLooksIntoIt() throws {
        let text = #"{"a":[1,{"b":null}],"a":2,"c":"\u0041"}"#
        let value = try JSONValue(parsing: text.utf8.span, verbatimDepth: 0)
        #expect(value == ["a": 2, "c": "A"])
        #expect(["a": 2, "c": "A"] == value)
        #expect(value != ["a": 1, "c": "A"])
        #expect(value["c"] == "A" && value.object?.count == 2 && value.array == nil && value.string == nil && !value.isNull)
        let list = try JSONValue(parsing: "[1,[2]]".utf8.span, verbatimDepth: 0)
        #expect(list[1]?[0] == 2 && list.array?.count == 2 && list.object == nil)
        #expect(list == [1, [2]] && list != value)
        #expect(try list == JSONValue(parsing: "[ 1, [ 2 ] ]".utf8.span, verbatimDepth: 0))
    }

    @Test(arguments: JSONParsingTests.refused.map(\.0)) func refusesWhatReadingRefuses(_ text: String) {
        for text in ["[\(text)", "[\(text)]", #"{"a":\#(text)}"#, "[[\(text)]]"] { expectTheSame(Array(text.utf8)) }
    }

    @Test func refusesCutTextsAsReadingDoes() {
        let text = Array(#"{"offer":{"sdp":"v=0\r\n\u4e2d\ud83d\ude00中","type":"offer","n":[1.5e3,-2,true,null]}}"#.utf8)
        for length in text.indices { expectTheSame(Array(text[..<length])) }
    }

    @Test(arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE4, 0xB8], [0xF4, 0x90, 0x80, 0x80]] as [[UInt8]])
    func refusesStringsThatAreNotUTF8(_ content: [UInt8]) {
        for (before, after) in [("[\"", "\"]"), ("[\"a long run of plain text \\n", " and more\"]"), ("{\"", "\":1}")] {
            expectTheSame(Array(before.utf8) + content + Array(after.utf8))
        }
    }

    @Test func refusesWhatIsTooDeepAsReadingDoes() {
        for depth in [63, 64, 65, 1000] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            expectTheSame(Array(text.utf8))
        }
    }

    /// Eight bytes are looked at together: a special one is found at each place in and behind them.
    @Test func findsTheEndOfAStringWhereverItIs() throws {
        for length in 0..<40 {
            let plain = String(repeating: "~", count: length)
            for special in ["\"", "\\n", "\\\"", "\u{1}", "\u{1F}", "\u{7F}", "é", "\u{0}", "!", "#", "[", "]"] {
                for tail in ["", "x", "xxxxxxxxx"] { expectTheSame(Array("[\"\(plain)\(special)\(tail)\"]".utf8)) }
            }
        }
    }

    /// Either both ways refuse a text for the same reason at the same place, or both find the same in it.
    private func expectTheSame(_ text: [UInt8]) {
        for depth in 0...2 {
            let read = Result { () throws(JSONError) in try JSONValue(parsing: text.span) }
            let kept = Result { () throws(JSONError) in try JSONValue(parsing: text.span, verbatimDepth: depth) }
            #expect(read == kept, "\(String(decoding: text, as: UTF8.self))")
        }
    }
}
