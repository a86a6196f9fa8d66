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
        try await Services.run(settings, parts: [.room, .tv], problems: [], options: options)
    }
}

/// The room server alone.
struct RoomCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "room", abstract: "The room server alone.")

    @OptionGroup var options: ServiceOptions

    func run() async throws {
        let settings = try options.load()
        try await Services.run(settings, parts: [.room], problems: [], options: options)
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
        let (settings, problems) = options.loadWhatIsGood()
        try await Services.run(settings, parts: [.tv], problems: problems, options: options)
    }
}
