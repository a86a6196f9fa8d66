import ICE
import Wire

/// Whatever parses must be written as a line that reads back the same, and an agent must take anything.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    let credentials = ICECredentials(usernameFragment: "abcd", password: Redacted("0123456789012345678901"))
    var agent = ICEAgent(role: .controlled, localCredentials: credentials, tieBreaker: 1, seed: 1)
    agent.setRemoteCredentials(credentials)
    agent.addLocalCandidate(.host(TransportAddress(.v4(0x0A00_0001), 5000)))
    agent.addLocalCandidate(.host(TransportAddress(.v6(0x2001_0DB8_0000_0000, 1), 5000)))
    for line in text.split(separator: "\n", maxSplits: 100, omittingEmptySubsequences: false) {
        guard let candidate = try? ICECandidate(parsing: String(line)) else { continue }
        guard let again = try? ICECandidate(parsing: candidate.attributeValue), again == candidate else {
            fatalError("a candidate changed on its way")
        }
        agent.addRemoteCandidate(candidate, now: .zero)
    }
    for pair in agent.pairs where pair.addresses.remote.port == 0 || pair.addresses.remote.ip.isMulticastOrBroadcast {
        fatalError("a pair that must not be")
    }
    while agent.pollOutput() != nil {}
    return 0
}
