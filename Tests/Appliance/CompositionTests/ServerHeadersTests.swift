import NIOHTTP1
import Testing

@testable import Composition

@Suite struct ServerHeadersTests {
    @Test func readsALineEach() throws {
        let headers = try ServerHeaders.parse("# who we are\n\nCookie: id=a; b=c: d \r\n  X-Room:\t7\nX-Room: 8\nX-Empty:\n")
        #expect(
            headers.map(\.name) == ["Cookie", "X-Room", "X-Room", "X-Empty"]
                && headers.map(\.value) == ["id=a; b=c: d", "7", "8", ""]
        )
    }

    @Test(arguments: [
        ("Cookie", 1), (": value", 1), ("Good: 1\nBad name: 2", 2), ("Näme: 1", 1), ("A: 1\n\n#\nB: \u{0}", 4), ("A: \u{7F}", 1),
    ])
    func namesTheLineThatIsNoHeader(_ text: String, _ line: Int) {
        #expect(throws: HeadersFileError.malformed(line: line)) { try ServerHeaders.parse(text) }
    }

    @Test func takesThirtyTwoAtMost() throws {
        let line = "A: 1\n"
        #expect(try ServerHeaders.parse(String(repeating: line, count: 32)).count == 32)
        #expect(throws: HeadersFileError.malformed(line: 33)) { try ServerHeaders.parse(String(repeating: line, count: 33)) }
    }
}
