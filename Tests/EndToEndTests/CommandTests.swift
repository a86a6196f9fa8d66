import Foundation
import LiveProcesses
import Testing

/// What the commands promise to people and scripts.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct CommandTests {
    @Test func saysWhichDisplayItTookAndWhy() async throws {
        let tv = try Appliance("run", ["--listen", "127.0.0.1:0"], environment: ["DISPLAY": ""])
        let line = try await tv.process.firstLine { $0.hasPrefix("Display") ? $0 : nil }
        #expect(line.contains("headless, because DISPLAY is not set"))
        await tv.stop()
    }

    @Test func printsCodeAndAddress() async throws {
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        let code = try await tv.process.firstLine { $0.hasPrefix("Projection code") ? String($0.suffix(6)) : nil }
        let address = try await tv.process.firstLine { $0.hasPrefix("Open") ? $0 : nil }
        #expect(address.hasSuffix("/" + code))
        #expect(try await tv.run(["code"]).output == code)
        await tv.stop()
    }

    @Test func aNewCodeIsAnotherOne() async throws {
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        let code = try await tv.status { $0.projectionCode != nil }.projectionCode
        #expect(try await tv.run(["code", "new"]).code == 0)
        _ = try await tv.status { $0.projectionCode != nil && $0.projectionCode != code }
        await tv.stop()
    }

    @Test func aTVThatIsNotRunningIsExitCode69() async throws {
        let command = try LiveProcess(Appliance.binary, ["status", "--control-socket", "/tmp/diascope-nobody/control.sock"])
        #expect(try await command.exitCode() == 69)
        #expect(command.errors.tail.contains("To fix it"))
    }

    @Test func aSecondTVAtTheSameSocketIsRefused() async throws {
        let tv = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"])
        _ = try await tv.status { $0.projectionCode != nil }
        let second = try Appliance("run", ["--display", "headless", "--listen", "127.0.0.1:0"], directory: tv.directory)
        #expect(try await second.process.exitCode() == 69)
        #expect(second.process.errors.tail.contains("another diascope is running"))
        #expect(try await tv.status() != nil)
        await tv.stop()
    }

    @Test func configurationFaultsNameFileLineAndFix() async throws {
        let file = Appliance.temporaryDirectory().appendingPathComponent("diascope.yaml")
        try "tv:\n  name: Room 4\ndisplay:\n  rotaton: 90\n".write(to: file, atomically: true, encoding: .utf8)
        let check = try LiveProcess(Appliance.binary, ["config", "check", "--config", file.path])
        #expect(try await check.exitCode() == 78)
        #expect(check.errors.tail.contains("diascope.yaml:4"))
        #expect(check.errors.tail.contains("display.rotation"))
        let run = try LiveProcess(Appliance.binary, ["run", "--config", file.path])
        #expect(try await run.exitCode() == 78)
    }

    @Test func aTVWithAWrongConfigurationStartsAllTheSame() async throws {
        let directory = Appliance.temporaryDirectory()
        let file = directory.appendingPathComponent("diascope.yaml")
        try "tv:\n  name: Room 4\n  nmae: Room 5\nroomServer:\n  urls: [\"http://127.0.0.1:9\"]\n"
            .write(to: file, atomically: true, encoding: .utf8)
        let tv = try Appliance("tv", ["--display", "headless", "--config", file.path], directory: directory)
        let status = try await tv.status { _ in true }
        #expect(status.isConnected == false)
        #expect(tv.process.errors.tail.contains("diascope.yaml:3"))
        await tv.stop()
    }

    @Test func servesHealthAndThePageOverHTTPAndHTTPS() async throws {
        let room = try Appliance("room", ["--listen", "127.0.0.1:0"])
        let port = try #require(URL(string: try await room.pageAddress())?.port)
        for scheme in ["http", "https"] {
            let health = try LiveProcess(
                "curl",
                ["-sk", "-o", "/dev/null", "-w", "%{http_code}\n", "\(scheme)://127.0.0.1:\(port)/healthz"]
            )
            #expect(try await health.firstLine { $0 } == "200")
            let page = try LiveProcess("curl", ["-sk", "\(scheme)://127.0.0.1:\(port)/K7M2PX"])
            _ = try await page.firstLine { $0.contains("id=\"code\"") ? true : nil }
        }
        await room.stop()
    }

    @Test func theAddressOnTheTVOpensFromTheNetwork() async throws {
        let tv = try Appliance("run", ["--display", "headless", "--listen", "0.0.0.0:0"])
        let address = try #require(try await tv.status { $0.senderURL != nil }.senderURL)
        let url = try #require(URL(string: address))
        #expect(url.scheme == "https")
        #expect(url.host != "localhost")
        let secure = try LiveProcess("curl", ["-sk", "-o", "/dev/null", "-w", "%{http_code}\n", address])
        #expect(try await secure.firstLine { $0 } == "200")
        // Browsers share screens only from a secure page: plain HTTP from the network leads there.
        let plain = try LiveProcess(
            "curl",
            ["-s", "-H", "Accept: text/html", "-o", "/dev/null", "-w", "%{redirect_url}\n", "http" + address.dropFirst(5)]
        )
        #expect(try await plain.firstLine { $0 }.hasPrefix(address))
        await tv.stop()
    }
}
