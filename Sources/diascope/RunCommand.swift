import ArgumentParser
import Composition
import Settings

/// Room server and TV in one process.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Room server and TV in one process; prints the code and the address to open."
    )

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        let settings = try options.load()
        try await Services.run(settings, parts: [.room, .tv], problems: [])
    }
}

/// The room server alone.
struct RoomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "room", abstract: "The room server alone.")

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        let settings = try options.load()
        try await Services.run(settings, parts: [.room], problems: [])
    }
}

/// The TV alone.
struct TVCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tv",
        abstract: "The TV alone; never stops for a wrong configuration, but shows what is wrong."
    )

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        let (settings, problems) = Settings.loadWhatIsGood(
            files: options.files,
            environment: ProcessEnvironment.all,
            flags: options.flags
        )
        for problem in problems { Console.complain(problem.description) }
        try await Services.run(settings, parts: [.tv], problems: problems)
    }
}
