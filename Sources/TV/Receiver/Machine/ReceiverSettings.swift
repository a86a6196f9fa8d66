/// What the configuration decides for the receiver's state machine.
package struct ReceiverSettings: Sendable, Equatable {
    /// What the TV calls itself.
    package var name: String
    package var policy: SecondSenderPolicy
    package var codePolicy: CodePolicy

    package init(name: String, policy: SecondSenderPolicy = .takeover, codePolicy: CodePolicy = CodePolicy()) {
        self.name = name
        self.policy = policy
        self.codePolicy = codePolicy
    }
}
