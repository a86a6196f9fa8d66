import ArgumentParser
import JSON
import Settings
import TVService

/// The configuration: its faults, or its values.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Checks the configuration, shows what is in effect, or has the running TV read it again.",
        subcommands: [Check.self, Show.self, Reload.self]
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

    struct Reload: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reload",
            abstract: "Has the running TV take over changed settings; names those that need a restart. 78 if they are wrong."
        )

        @OptionGroup var control: ControlOptions

        func run() async throws {
            let body = try await control.ask { try await $0.post("/config/reload") }
            let report = try JSONValue(parsing: body.span)
            func texts(_ name: String) -> [String] { (report[name]?.array ?? []).compactMap(\.string) }
            let problems = texts("problems")
            guard problems.isEmpty else {
                Console.complain(problems.joined(separator: "\n"))
                Console.complain("The TV goes on with the settings it has. To fix it: correct the file, then reload again.")
                throw ExitCode(ExitStatus.configuration)
            }
            let (applied, later) = (texts("applied"), texts("needRestart"))
            Console.say(
                applied.isEmpty ? "Nothing has changed that counts at once." : "Taken over: \(applied.joined(separator: ", "))"
            )
            if !later.isEmpty {
                Console.say("At the next start (systemctl restart diascope-tv): \(later.joined(separator: ", "))")
            }
        }
    }
}
