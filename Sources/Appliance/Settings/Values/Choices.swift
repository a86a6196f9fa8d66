/// Who is served without TLS.
package enum PlainHTTP: String, CaseIterable, SettingText {
    /// Browsers on this machine only.
    case loopback
    /// Everyone. Browsers share their screen only from a page that came over HTTPS or from this machine.
    case all
}

/// Where pictures go.
package enum DisplayBackend: String, CaseIterable, SettingText {
    /// X11 where `DISPLAY` is set, else KMS where there is a graphics card, else headless.
    case auto
    /// The kernel's own display interface (KMS).
    case drm
    case x11
    case headless
}

/// Clockwise, in degrees.
package enum DisplayRotation: String, CaseIterable, SettingText {
    case none = "0"
    case quarter = "90"
    case half = "180"
    case threeQuarters = "270"

    package var degrees: Int {
        switch self {
        case .none: 0
        case .quarter: 90
        case .half: 180
        case .threeQuarters: 270
        }
    }
}

/// How much delay may be spent on an even picture where packets are lost.
package enum VideoLatency: String, CaseIterable, SettingText {
    case lowest
    case balanced
    case smooth
}

/// How pictures are coded.
package enum VideoCodec: String, CaseIterable, SettingText {
    case vp8
    case vp9
}

/// The language of the TV's screens.
package enum LanguageSetting: String, CaseIterable, SettingText {
    /// The machine's, where there is a translation.
    case auto
    case english = "en"
    case simplifiedChinese = "zh"
}

/// How the code screen shows the time.
package enum ClockSetting: String, CaseIterable, SettingText {
    case twentyFourHours = "24h"
    case twelveHours = "12h"
    case off
}

/// What happens when somebody connects while another is presenting.
package enum SessionPolicy: String, CaseIterable, SettingText {
    /// The newcomer presents.
    case takeover
    /// The newcomer is told who is presenting.
    case refuse
    /// Who presents, or anyone at the TV, decides.
    case ask
    /// Up to four are shown together.
    case grid
}

/// When the TV drops its code for another one.
package enum CodePolicySetting: String, CaseIterable, SettingText {
    /// It stays, over restarts too.
    case fixed
    /// After every projection.
    case eachSession = "each-session"
}

/// The least important message that is still logged; the words are swift-log's.
package enum LogLevel: String, CaseIterable, SettingText {
    case trace, debug, info, notice, warning, error, critical
}

/// Which of a TV's candidates are used.
package enum TransportPolicy: String, CaseIterable, SettingText {
    case all
    /// Only what goes by way of a TURN server.
    case relay
}
