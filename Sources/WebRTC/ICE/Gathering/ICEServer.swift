package import TURN
package import Wire

/// A STUN or TURN server to gather candidates from, its URLs parsed.
package struct ICEServer: Hashable, Sendable {
    package var urls: [ICEServerURL]
    /// TURN servers are used only with them.
    package var credentials: TURNCredentials?

    package init(urls: [ICEServerURL], credentials: TURNCredentials? = nil) {
        self.urls = urls
        self.credentials = credentials
    }
}
