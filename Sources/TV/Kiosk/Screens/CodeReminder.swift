/// The code on screens that are about something else: small, for whoever is next.
package struct CodeReminder: Equatable, Sendable {
    package var code: String
    /// As on the code screen; `nil` if unknown.
    package var senderURL: String?

    package init(code: String, senderURL: String?) {
        self.code = code
        self.senderURL = senderURL
    }
}
