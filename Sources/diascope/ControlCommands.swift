import ArgumentParser
import JSON
import Receiver
import Settings
import TVService

/// Where the running TV is asked.
struct ControlOptions: ParsableArguments {
    @Option(help: "The Unix socket of the control API.")
    var controlSocket: String?

    var client: ControlClient {
        let path = controlSocket ?? SystemDefaults(environment: ProcessEnvironment.all).ofRunningService.controlSocket
        return ControlClient(socket: ControlSocket(path: path))
    }

    /// Runs a request; a TV that does not answer is exit code 69.
    func ask<Result>(_ request: (ControlClient) async throws -> Result) async throws -> Result {
        do {
            return try await request(client)
        } catch {
            Console.complain("\(error)")
            throw ExitCode(ExitStatus.unavailable)
        }
    }
}

/// What the TV is doing.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "What the TV is doing.")

    @OptionGroup var control: ControlOptions

    @Flag(help: "Print the whole status as JSON.")
    var json = false

    func run() async throws {
        let body = try await control.ask { try await $0.get("/status") }
        if json {
            Console.say(String(decoding: body, as: UTF8.self))
        } else {
            Console.say(StatusSummary.text(try JSONValue(parsing: body.span)))
        }
    }
}

/// What is on the screen, as PNG.
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Writes what is on the screen to a PNG file."
    )

    @OptionGroup var control: ControlOptions

    @Argument(help: "The file to write.", completion: .file(extensions: ["png"]))
    var file: String

    func run() async throws {
        let picture = try await control.ask { try await $0.get("/snapshot.png") }
        try Console.write(picture, to: file)
    }
}

/// The projection code: shown, or a new one.
struct CodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code",
        abstract: "Shows the projection code, or asks for a new one.",
        subcommands: [Show.self, New.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Prints the code.")

        @OptionGroup var control: ControlOptions

        func run() async throws {
            let body = try await control.ask { try await $0.get("/status") }
            guard let code = try JSONValue(parsing: body.span)["projectionCode"]?.string else {
                Console.complain("There is no code yet: the room server has not given one. To fix it: see 'diascope status'.")
                throw ExitCode(ExitStatus.unavailable)
            }
            Console.say(code)
        }
    }

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "new", abstract: "Drops the code and asks for another.")

        @OptionGroup var control: ControlOptions

        func run() async throws {
            _ = try await control.ask { try await $0.post("/code/new") }
        }
    }
}
