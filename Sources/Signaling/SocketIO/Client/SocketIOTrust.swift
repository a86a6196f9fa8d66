/// Which certificates of a server are believed.
package enum SocketIOTrust: Sendable, Equatable {
    /// Those of the system's authorities, for the host that was asked for.
    case system
    /// This one, whatever else it says.
    case pinned(CertificatePin)
    /// Whichever a server shows at the first successful connection, from then on only that. `known` has what was
    /// learned before, by `SocketIOURL.authority`; new ones are reported to be kept.
    case firstUse(known: [String: CertificatePin])
}
