import ICE
import STUN
import Wire

func address(_ text: String, _ port: UInt16) -> TransportAddress {
    guard let ip = IPAddress(text) else { preconditionFailure("not an address: \(text)") }
    return TransportAddress(ip, port)
}

extension MonotonicTime {
    static func seconds(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: Int64(seconds * 1e9))
    }
}

extension ICECredentials {
    static let ours = ICECredentials(usernameFragment: "ours", password: Redacted("our password of 24 chars"))
    static let theirs = ICECredentials(usernameFragment: "them", password: Redacted("their password of 24 ch."))
    static let oursAgain = ICECredentials(usernameFragment: "our2", password: Redacted("our second password, 24."))
    static let theirsAgain = ICECredentials(usernameFragment: "thm2", password: Redacted("their second password 24"))

    var key: STUNIntegrityKey { STUNIntegrityKey(password: password) }
}

extension STUNMessage {
    init(reading bytes: [UInt8]) throws(STUNError) {
        try self.init(parsing: bytes.span)
    }

    func isAuthentic(in bytes: [UInt8], _ key: STUNIntegrityKey) -> Bool {
        hasValidIntegrity(in: bytes.span, key: key)
    }
}

/// Generates what a test needs, the same in every run.
struct TestGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
