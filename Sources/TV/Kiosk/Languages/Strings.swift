/// Every sentence the screens say, in one language. Each language is one file beside this one, and has a place in `languages`.
///
/// Names come to the sentences as they are to be shown; an empty one stands for somebody who gave none.
package struct Strings: Sendable {
    /// Two or three letters (ISO 639), as in `look.language` and in locales.
    package var tag: String

    // The code screen
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
    package var connectionNoNetwork: String

    // Why the last projection ended, or never began
    package var noticeLost: @Sendable (_ name: String) -> String
    package var noticeNoPath: @Sendable (_ name: String) -> String
    package var noticeUnsupported: @Sendable (_ name: String) -> String
    package var noticeCopied: String

    // What is wrong with the settings, or with the room server
    package var noticeSetting: @Sendable (SettingFault) -> String
    package var noticeRefused: @Sendable (_ words: String) -> String
    package var noticeBusy: String
    package var noRoomServerText: String
    package var noRoomServerFix: String

    // Other screens
    package var noNetworkTitle: String
    package var noNetworkText: String
    package var networkAddress: String
    package var networkAddressMissing: String
    package var networkHardware: String
    package var connectingTitle: @Sendable (_ senderName: String) -> String
    package var connectingText: String
    package var interruptedTitle: String
    package var interruptedText: @Sendable (_ senderName: String) -> String
    package var pausedTitle: String
    package var pausedText: @Sendable (_ senderName: String) -> String
    package var endedTitle: @Sendable (_ senderName: String) -> String
    package var endedText: @Sendable (_ senderName: String) -> String
    package var messageLabel: String
    package var problemTitle: @Sendable (ProblemScreen.Subject) -> String
    package var problemFixLabel: String
    package var problemLine: @Sendable (_ line: Int) -> String

    // Over a picture
    package var presenting: @Sendable (_ senderName: String) -> String
    package var askTitle: @Sendable (_ senderName: String) -> String
    package var askText: @Sendable (_ presenterName: String) -> String
    package var askKeys: String

    // The status page
    package var statusState: String
    package var statusStateName: @Sendable (StatusScreen.State) -> String
    package var statusRoomServer: String
    package var statusNone: String
    package var statusConnected: String
    package var statusNotConnected: String
    package var statusDisplay: String
    package var statusSender: String
    package var statusSenderFigures: @Sendable (StatusScreen.Figures) -> [String]
    package var statusVersion: String
    package var statusClock: String
    package var statusClockSet: String
    package var statusClockNotSet: String
    package var statusProblems: String

    /// Every language there is, the first for those who have none of them.
    package static let languages: [Strings] = [.english, .simplifiedChinese]

    /// The language of a tag or a locale such as `zh_CN.UTF-8`; `nil` if it is not among `languages`.
    package static func language(_ locale: String) -> Strings? {
        let tag = locale.prefix { $0.isLetter }.lowercased()
        return languages.first { $0.tag == tag }
    }
}
