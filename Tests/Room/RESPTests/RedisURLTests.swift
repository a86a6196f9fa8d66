import RESP
import Testing

@Suite struct RedisURLTests {
    @Test(arguments: [
        ("redis://localhost", "redis://localhost:6379"),
        ("rediss://redis.example.org:6380/3", "rediss://redis.example.org:6380/3"),
        ("REDIS://rooms@192.0.2.7/", "redis://rooms@192.0.2.7:6379"),
        ("redis://[2001:db8::1]:7000", "redis://[2001:db8::1]:7000"),
        ("redis://[::1]", "redis://[::1]:6379"),
    ])
    func readsAddresses(_ text: String, _ canonical: String) throws {
        let url = try #require(RedisURL(text))
        #expect(url.description == canonical)
        #expect(RedisURL(canonical) == url)
    }

    @Test(arguments: [
        "", "redis:", "redis://", "http://localhost", "localhost:6379", "redis://user:password@localhost",
        "redis://:secret@localhost",
        "redis://localhost:0", "redis://localhost:70000", "redis://localhost:+1", "redis://localhost/a", "redis://localhost/-1",
        "redis://::1", "redis://[::1", "redis://[::1]6379", "redis://@localhost", "redis://local host", "redis://localhost?db=1",
    ])
    func refusesWhatIsNone(_ text: String) {
        #expect(RedisURL(text) == nil)
    }
}
