package import Wire

/// The master keys and salts that a handshake yields (RFC 5764 §4.2): what the client sends is protected by the client's.
package struct SRTPKeyingMaterial: Sendable, Equatable {
    package let profile: SRTPProfile
    /// `profile.keyLength` bytes.
    package let clientKey: Redacted<[UInt8]>
    /// `profile.saltLength` bytes.
    package let clientSalt: Redacted<[UInt8]>
    package let serverKey: Redacted<[UInt8]>
    package let serverSalt: Redacted<[UInt8]>

    /// Bytes the exporter must deliver for `profile`.
    static func exportedLength(_ profile: SRTPProfile) -> Int {
        2 * (profile.keyLength + profile.saltLength)
    }

    /// Splits exported bytes in the order of RFC 5764 §4.2: both keys, then both salts, the client's first.
    ///
    /// - Parameter exported: `exportedLength(profile)` bytes.
    init(profile: SRTPProfile, exported: [UInt8]) {
        let salts = 2 * profile.keyLength
        self.profile = profile
        clientKey = Redacted(Array(exported[..<profile.keyLength]))
        serverKey = Redacted(Array(exported[profile.keyLength..<salts]))
        clientSalt = Redacted(Array(exported[salts..<(salts + profile.saltLength)]))
        serverSalt = Redacted(Array(exported[(salts + profile.saltLength)...]))
    }
}
