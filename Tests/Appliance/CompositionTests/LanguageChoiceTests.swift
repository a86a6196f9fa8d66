import Kiosk
import Settings
import Testing

@Suite struct LanguageChoiceTests {
    @Test func offersEveryLanguageThatThereIs() {
        let offered = Set(LanguageSetting.allCases.map(\.rawValue)).subtracting(["auto"])
        #expect(offered == Set(Strings.languages.map(\.tag)))
    }
}
