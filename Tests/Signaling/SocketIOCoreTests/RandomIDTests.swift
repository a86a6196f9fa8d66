import Testing

@testable import SocketIOCore

struct RandomIDTests {
    @Test func isReadBackFromItsText() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let id = RandomID(using: &random)
            #expect(id.description.utf8.count == 20)
            #expect(RandomID(id.description) == id)
        }
    }

    @Test(arguments: ["", "AAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAA=", "ÄAAAAAAAAAAAAAAAAAA"])
    func refusesWhatNoIDLooksLike(text: String) {
        #expect(RandomID(text) == nil)
    }
}
