/// When a TV drops its code for another one, besides being told to. Never while somebody projects.
package struct CodePolicy: Sendable, Equatable {
    /// Whoever was in the room yesterday cannot project today.
    package var renewsAfterSession: Bool
    /// How old a code may become; `nil` is any age.
    package var interval: Duration?

    /// The default keeps a code for ever.
    package init(renewsAfterSession: Bool = false, interval: Duration? = nil) {
        self.renewsAfterSession = renewsAfterSession
        self.interval = interval
    }
}
