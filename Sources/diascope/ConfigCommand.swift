import ArgumentParser
import Settings

/// The configuration: its faults, or its values.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Checks the configuration, or shows what is in effect.",
        subcommands: [Check.self, Show.self]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Names every fault by file and line; exit code 78 if there is one."
        )

        @OptionGroup var options: ServiceOptions

        func run() async throws {
            _ = try options.load()
            Console.say("The configuration is fine.")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Every key, the value in effect, and where it was written."
        )

        @OptionGroup var options: ServiceOptions

        func run() async throws {
            Console.say(try options.load().describe())
        }
    }
}
