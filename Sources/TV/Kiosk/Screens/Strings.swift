/// Every sentence the screens say. Another language is another value of this type.
package struct Strings: Sendable {
    package var codeLabel: String
    package var codePending: String
    package var addressLabel: String
    package var addressPending: String
    package var steps: [String]
    package var roomLabel: String
    package var roomServerLabel: String
    package var roomSteps: [String]
    package var userLabel: String
    package var userText: @Sendable (_ id: String, _ name: String) -> String
    package var userSteps: [String]
    package var scanHint: String
    package var connectionConnecting: String
    package var connectionConnected: String
    package var connectionReconnecting: @Sendable (_ server: String) -> String
    package var connectingTitle: @Sendable (_ senderName: String) -> String
    package var connectingText: String
    package var interruptedTitle: String
    package var interruptedText: @Sendable (_ senderName: String) -> String
    package var problemTitle: @Sendable (ProblemScreen.Subject) -> String
    package var problemFixLabel: String
    package var problemLine: @Sendable (_ line: Int) -> String
    package var statusProblems: String

    package static let english = Strings(
        codeLabel: "Projection code",
        codePending: "The code appears here in a moment",
        addressLabel: "Open in your browser",
        addressPending: "Waiting for the room server",
        steps: ["Open the address", "Type the code", "Choose what to share"],
        roomLabel: "Room to call",
        roomServerLabel: "On the server",
        roomSteps: ["Open your page", "Type the room", "Call"],
        userLabel: "User to call",
        userText: { id, name in "\(name) (\(id))" },
        userSteps: ["Open your page", "Find the user", "Call"],
        scanHint: "Scan to open the page",
        connectionConnecting: "Connecting to the room server",
        connectionConnected: "Ready",
        connectionReconnecting: { server in
            "Reconnecting to \(server.isEmpty ? "the room server" : server)"
        },
        connectingTitle: { name in name.isEmpty ? "Connecting" : "Connecting to \(name)" },
        connectingText: "The picture appears in a moment",
        interruptedTitle: "Reconnecting",
        interruptedText: { name in
            name.isEmpty ? "Waiting for the picture to come back" : "Waiting for the picture from \(name)"
        },
        problemTitle: { subject in
            switch subject {
            case .configuration: "A setting needs attention"
            case .display: "The display needs attention"
            case .other: "This TV needs attention"
            }
        },
        problemFixLabel: "What to do",
        problemLine: { line in "line \(line)" },
        statusProblems: "Last problems"
    )
}
