import ArgumentParser
import Composition
import Doctor
import Glibc
import JSON
import NIOPosix
import Settings
import TVService

/// Everything a technician would look at.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Looks at everything a technician would, and names each fault and its fix; exit code 1 if there is one."
    )

    @OptionGroup var options: ServiceOptions

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() async throws {
        let findings = await options.examine()
        if json {
            Console.say(JSONValue.array(findings.map(\.json)).serialized())
        } else {
            Console.say(findings.map(\.text).joined(separator: "\n"))
        }
        if findings.contains(where: { $0.level == .fail }) { throw ExitCode.failure }
    }
}

/// What a technician sends to whoever helps.
struct SupportBundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-bundle",
        abstract: "Writes settings, findings, status and log into a tar file, without codes, passwords and keys."
    )

    @OptionGroup var options: ServiceOptions

    @Argument(help: "The file to write.", completion: .file(extensions: ["tar"]))
    var file = "diascope-support.tar"

    func run() async throws {
        var control = ControlOptions()
        control.controlSocket = options.controlSocket
        let status = try? await control.client.get("/status")
        let bundle = SupportBundle(
            settings: options.loadWhatIsGood().settings,
            findings: await options.examine(),
            status: status.map { String(decoding: $0, as: UTF8.self) },
            version: Version.current,
            log: Journal.lastLines()
        )
        try Console.write(bundle.archive(time: Int64(time(nil))), to: file)
        Console.say("Written: \(file). Look through it before you send it: it holds addresses and names of this network.")
    }
}

extension ServiceOptions {
    /// What the doctor finds with these settings.
    func examine() async -> [Finding] {
        let (settings, problems) = loadWhatIsGood()
        let doctor = Doctor(settings: settings, problems: problems, environment: ProcessEnvironment.all)
        return await doctor.examine(on: MultiThreadedEventLoopGroup.singleton)
    }
}

/// The journal of both services, where there is one that this user may read.
private enum Journal {
    static func lastLines() -> String? {
        let command = "journalctl -q --no-pager -o short-iso -n 3000 -u diascope-tv -u diascope-room 2>/dev/null"
        guard let stream = unsafe popen(command, "r") else { return nil }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while bytes.count < 8 << 20 {
            let count = unsafe fread(&block, 1, block.count, stream)
            guard count > 0 else { break }
            bytes += block.prefix(count)
        }
        unsafe pclose(stream)
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
