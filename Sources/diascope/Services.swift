import ArgumentParser
import Composition
import Glibc
import Logging
import Settings
import Supervision

/// Runs what a command asks for until the process is told to stop, and prints what a person needs to know.
enum Services {
    static func run(
        _ settings: Settings,
        parts: Set<Appliance.Part>,
        problems: [SettingsProblem],
        options: ServiceOptions
    ) async throws {
        let environment = ProcessEnvironment.all
        let log = LogControl(level: Logger.Level(rawValue: settings.log.level.rawValue) ?? .info)
        LoggingSystem.bootstrap { label in
            log.handler(
                before: JournalLogHandler(label: label, environment: environment)
                    ?? StreamLogHandler.standardError(label: label)
            )
        }
        let logger = Logger(label: "diascope")
        for problem in problems { logger.error("a setting was left out", metadata: ["problem": "\(problem)"]) }
        var appliance = Appliance(settings: settings, parts: parts, environment: environment)
        appliance.problems = problems
        appliance.host.manager = ServiceManager(environment: environment, processIdentifier: getpid())
        appliance.host.log = log
        appliance.host.load = { options.loadWhatIsGood() }
        appliance.say = { Console.say($0) }
        do {
            try await appliance.run(logger: logger)
        } catch {
            logger.critical("\(error)")
            throw ExitCode(ExitStatus.unavailable)
        }
    }
}
