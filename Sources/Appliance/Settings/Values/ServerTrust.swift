/// Which room servers a TV believes to be the right one.
package enum ServerTrust: SettingText {
    /// A certificate that this machine's certificate authorities vouch for.
    case system
    /// The one whose certificate (DER) has this SHA-256, 32 bytes.
    case pinned([UInt8])
    /// Whatever answers first; its certificate is remembered and no other accepted.
    case firstUse

    package static let expectation = "system, first-use, or sha256: and the 64 hexadecimal digits of the certificate's SHA-256"

    package init?(settingText: String) {
        switch settingText {
        case "system": self = .system
        case "first-use": self = .firstUse
        default:
            guard settingText.lowercased().hasPrefix("sha256:"),
                let bytes = ServerTrust.bytes(settingText.dropFirst("sha256:".count))
            else { return nil }
            self = .pinned(bytes)
        }
    }

    package var settingText: String {
        switch self {
        case .system: "system"
        case .firstUse: "first-use"
        case .pinned(let bytes):
            "sha256:" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    /// OpenSSL prints fingerprints with colons between the bytes: they may stay.
    private static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.filter { $0 != ":" }.compactMap(\.hexDigitValue)
        guard digits.count == 64, text.filter({ $0 != ":" }).count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
