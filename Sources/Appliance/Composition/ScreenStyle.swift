import Kiosk
import Settings
import TVService

/// From settings to what the screens look like.
enum ScreenStyle {
    /// What cannot be had is left at the default, and told.
    static func of(_ settings: Settings, environment: [String: String]) -> (TVConfiguration.Screens, [SettingsProblem]) {
        var problems: [SettingsProblem] = []
        func picture(_ key: String, _ path: String?) -> PictureFile? {
            guard let path else { return nil }
            do throws(PictureFileError) {
                return try PictureFile(path: path)
            } catch {
                problems.append(error.problem(of: path, key, settings))
                return nil
            }
        }
        let look = Look(
            background: Color(settings.look.background.rgb),
            backgroundPicture: picture("look.backgroundPicture", settings.look.backgroundPicture),
            accent: Color(settings.look.accent.rgb),
            logo: picture("look.logo", settings.look.logo)
        )
        let placement = Placement(
            quarterTurns: settings.display.rotation.degrees / 90,
            marginPercent: settings.display.overscan
        )
        let strings = strings(settings.look.language, environment: environment)
        var screens = TVConfiguration.Screens()
        screens.renderer = ScreenRenderer(strings: strings, look: look, placement: placement)
        switch settings.look.clock {
        case .twentyFourHours: screens.clock = .twentyFourHours
        case .twelveHours: screens.clock = .twelveHours
        case .off: screens.clock = nil
        }
        screens.presenterName = .seconds(settings.look.presenterName)
        screens.showsCodeWhileProjecting = settings.look.codeWhileProjecting
        return (screens, problems)
    }

    /// The language of the locale for messages, as POSIX has it decided (XBD §8.2).
    private static func strings(_ setting: LanguageSetting, environment: [String: String]) -> Strings {
        if setting != .auto { return Strings.language(setting.rawValue) ?? .english }
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale.flatMap(Strings.language) ?? .english
    }
}

extension SettingsProblem {
    /// As the screen says it in its own language.
    var fault: SettingFault {
        let kind: SettingFault.Kind =
            switch reason {
            case .unknownKey(let nearest), .unknownVariable(let nearest): .unknown(nearest: nearest)
            case .badValue(let value, _): .badValue(value)
            case .missingValue: .missingValue
            case .duplicateKey: .duplicate
            case .syntax: .syntax
            case .unreadableFile: .unreadable
            case .dottedKey, .wrongShape, .tooManyItems, .notAllowed, .fileTooLarge, .secretFile, .conflict, .andMore: .other
            }
        return SettingFault(kind: kind, key: key ?? "", place: "\(origin)", words: "\(what) \(fix)")
    }
}

extension PictureFileError {
    fileprivate func problem(of path: String, _ key: String, _ settings: Settings) -> SettingsProblem {
        let (what, fix) =
            switch self {
            case .missing: ("\(path), which \(key) names, is not there.", "Put the file there, or name the one meant.")
            case .notPNG: ("\(path), which \(key) names, is no PNG file.", "Save the picture as PNG.")
            case .tooLarge:
                (
                    "\(path), which \(key) names, is larger than \(PictureFile.largestSide) pixels a side.",
                    "Save it smaller: no screen has more."
                )
            }
        return SettingsProblem(origin: settings.origin(of: key), key: key, reason: .conflict(what: what, fix: fix))
    }
}
