import Kiosk
import Testing

@Suite struct CodeScreenTests {
    private func drawn(_ code: String?, url: String? = "https://a.example", notice: CodeScreen.Notice? = nil) throws
        -> DrawnScreen
    {
        var picture = Picture(width: 1920, height: 1080)
        return try picture.draw(
            .code(CodeScreen(code: code, senderURL: url, tvName: "TV", connection: .connected, notice: notice))
        )
    }

    @Test(arguments: [
        ("", 0), ("ABCD", 1), ("ABCDE", 2), ("K7M2PX", 2), ("ABCDEFG", 2), ("ABCDEFGH", 2), ("ABCDEFGHJ", 3), ("ABCDEFGHJKMN", 3),
    ])
    func groupsTheCodeForReadingAloud(_ code: String, groups: Int) throws {
        #expect(try drawn(code).elements(.code).count == groups)
    }

    @Test func showsTheCodeWhileTheServerIsAway() throws {
        var screen = codeScreen
        var online = Picture(width: 1280, height: 720)
        let before = try online.draw(.code(screen))
        screen.connection = .reconnecting(server: "room.example.org")
        var offline = Picture(width: 1280, height: 720)
        let after = try offline.draw(.code(screen))
        #expect(before.elements(.code) == after.elements(.code))
        #expect(before.elements(.connection) != after.elements(.connection))
    }

    @Test(
        arguments: [
            ("https://a.example", "K7M2PX", "https://a.example/K7M2PX"),
            ("https://a.example/", "K7M2PX", "https://a.example/K7M2PX"),
            ("https://a.example/tv", "K7M2PX", "https://a.example/tv/K7M2PX"), ("https://a.example", nil, "https://a.example"),
            ("https://a.example", "", "https://a.example"), (nil, "K7M2PX", nil),
        ] as [(String?, String?, String?)]
    )
    func addsTheCodeToTheAddress(_ url: String?, _ code: String?, _ expected: String?) {
        let screen = CodeScreen(code: code, senderURL: url, tvName: "TV", connection: .connected)
        #expect(screen.codeURL == expected)
    }

    @Test func leavesOutTheQRCodeWithoutAnAddress() throws {
        #expect(try drawn("K7M2PX", url: nil).elements(.qrCode).isEmpty)
        #expect(try drawn(nil).elements(.qrCode).count == 1)
    }

    @Test func showsAnAddressInFullWhileItFits() throws {
        for url in ["https://192.168.100.200:8443", "https://projection.campus.university.example.org:8443/north"] {
            #expect(try drawn("K7M2PX", url: url).elements(.address).map(\.isCutShort) == [false])
        }
    }

    @Test func showsANotice() throws {
        #expect(try drawn("K7M2PX", notice: .refused("full", isForNow: false)).elements(.notice).count == 1)
        #expect(try drawn("K7M2PX").elements(.notice).isEmpty)
    }
}
