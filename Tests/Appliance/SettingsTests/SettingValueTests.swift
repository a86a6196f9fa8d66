import Settings
import Testing

@Suite struct SettingValueTests {
    @Test(arguments: [
        "", "room.example.org", "ftp://a", "https://", "https:///x", "https://a:0", "https://a:99999", "https://a:b",
        "https://user@a", "https://a?x", "https://a#x", "https://a/b,c", "https://a b", "https://[::1", "https://[1.2.3.4]",
        "https://ü.example",
        "https://a:", "http:/a", "://a", "https://a\\b",
    ])
    func refusesWhatIsNoAddress(_ text: String) {
        #expect(WebURL(settingText: text) == nil)
    }

    @Test(arguments: [
        ("HTTPS://Room.example", "https://Room.example"), ("http://192.168.1.2:8080//", "http://192.168.1.2:8080"),
        ("wss://[::1]/a/b/", "wss://[::1]/a/b"), ("https://a:443", "https://a:443"),
    ])
    func readsAddresses(_ text: String, _ written: String) {
        #expect(WebURL(settingText: text)?.settingText == written)
    }

    @Test(arguments: ["", "8080", ":8080", "a:", "a:-1", "a:65536", "a:+1", "::1:80", "[::1]", "[a]:80", "a b:80", "a/b:80"])
    func refusesWhatIsNoHostAndPort(_ text: String) {
        #expect(HostPort(settingText: text) == nil)
    }

    @Test(arguments: ["0x100", "100x100x100", "1920", "x", "1920×1080", "9000x100", "-1920x1080", "1920 x 1080"])
    func refusesWhatIsNoSize(_ text: String) {
        #expect(DisplaySize(settingText: text) == nil)
    }

    @Test(arguments: [
        "sha256", "sha256:", "sha256:12", "sha1:" + String(repeating: "a", count: 64), String(repeating: "a", count: 64),
        "sha256:" + String(repeating: "g", count: 64), "sha256:" + String(repeating: "a", count: 65), "First-Use", "trust",
    ])
    func refusesWhatIsNoTrust(_ text: String) {
        #expect(ServerTrust(settingText: text) == nil)
    }

    @Test(arguments: [
        "", "stun:", "http://a", "turn:a", "turn:a username=x", "turn:a credentialFile=/x", "stun:a?transport=sctp", "stun:a:0",
        "username=x credentialFile=/x", "stun:a b", "stun:a credentialFile=~/x",
    ])
    func refusesWhatIsNoIceServer(_ text: String) {
        #expect(IceServerSetting(settingText: text) == nil)
    }

    @Test func readsPinsWithAndWithoutColons() {
        let pin = ServerTrust.pinned(Array(repeating: 0x0F, count: 32))
        #expect(ServerTrust(settingText: "sha256:" + String(repeating: "0f", count: 32)) == pin)
        #expect(ServerTrust(settingText: "SHA256:" + String(repeating: "0F:", count: 31) + "0F") == pin)
        #expect(ServerTrust(settingText: pin.settingText) == pin)
    }

    @Test(arguments: [
        ("1m", 60, "1m"), ("90m", 5400, "90m"), ("120m", 7200, "2h"), ("24h", 86_400, "1d"), ("365d", 31_536_000, "365d"),
    ])
    func readsTimesAsPeopleWriteThem(text: String, seconds: Int, again: String) {
        #expect(TimeSpan(settingText: text)?.seconds == seconds)
        #expect(TimeSpan(settingText: text)?.settingText == again)
    }

    @Test(arguments: ["", "m", "12", "0h", "-1h", "1.5h", "12 h", "366d", "9999999999999999999d", "12H", "1s"])
    func refusesTimesThatAreNone(text: String) {
        #expect(TimeSpan(settingText: text) == nil)
    }
}
