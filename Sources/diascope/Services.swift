import ArgumentParser
import Composition
import Logging
import Settings

/// Runs what a command asks for until the process is told to stop, and prints what a person needs to know.
enum Services {
    static func run(_ settings: Settings, parts: Set<Appliance.Part>, problems: [SettingsProblem]) async throws {
        let logger = Console.logger(settings.log.level)
        var appliance = Appliance(settings: settings, parts: parts, environment: ProcessEnvironment.all)
        appliance.problems = problems
        appliance.say = { Console.say($0) }
        do {
            try await appliance.run(logger: logger)
        } catch {
            Console.complain("\(error)")
            throw ExitCode(ExitStatus.unavailable)
        }
    }
}
