import Wire

/// The code of a TV in a system whose servers give none: the TV makes its own.
///
/// Digits only, because such servers compare room ids byte for byte and people type them.
struct OwnCode {
    static let length = 6

    /// What is kept beside a code of our own: the system, and a word that the dialect wants to find again after a restart.
    /// It also tells such a code from one that a server gave, which would mean nothing here.
    static func token(system: String, memory: String = "") -> Redacted<String> {
        Redacted(memory.isEmpty ? system : "\(system):\(memory)")
    }

    /// What `token` kept; `nil` if the token is not of that system.
    static func memory(in token: Redacted<String>?, system: String) -> String? {
        guard let text = token?.exposed else { return nil }
        if text == system { return "" }
        return text.hasPrefix(system + ":") ? String(text.dropFirst(system.utf8.count + 1)) : nil
    }

    static func make(random: inout any RandomNumberGenerator) -> String {
        String((0..<length).map { _ in Character(Unicode.Scalar(UInt8(ascii: "0") + UInt8.random(in: 0...9, using: &random))) })
    }
}
