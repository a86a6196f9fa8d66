import Foundation
import Testing
import Wire

@testable import Receiver

@Suite struct BootResetTests {
    private let scratch: TemporaryDirectory
    private let box = HardwareIdentity(boardSerial: "0000abcd")

    init() throws {
        scratch = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: boot, withIntermediateDirectories: true)
        let store = try StateStore(directory: state, hardware: box, resetGeneration: "3")
        try store.update {
            $0.code = "AB23CD"
            $0.token = Redacted("secret")
            $0.pinnedCertificates = ["room.example:8443": "sha256:ab"]
        }
    }

    private var boot: String { scratch.path + "/boot" }
    private var state: String { scratch.path + "/state" }

    private func start() throws -> BootReset.Outcome {
        try BootReset.run(bootDirectories: [scratch.path + "/nowhere", boot], stateDirectory: state, hardware: box)
    }

    private func remembered() throws -> StoredState { try StateStore(directory: state, hardware: box).state }

    private func forgetTheCode() throws { try remember(code: nil) }

    private func remember(code: String?) throws {
        try StateStore(directory: state, hardware: box).save(code: code, token: code.map { Redacted($0) }, at: 1)
    }

    @Test func doesNothingWithoutTheFile() throws {
        #expect(try start() == .nothingToDo)
        #expect(try remembered().code == "AB23CD")
    }

    @Test(arguments: ["diascope-reset", "diascope-reset.txt"])
    func anEmptyFileForgetsTheCodeOnce(name: String) throws {
        try scratch.write("", to: "boot/" + name)
        #expect(try start() == .reset(factory: false, isRemoved: true))
        #expect(scratch.read("boot/" + name) == nil)
        let state = try remembered()
        #expect(state.code == nil && state.token == nil)
        #expect(state.pinnedCertificates.count == 1)
        try remember(code: "NEW234")
        #expect(try start() == .nothingToDo)
        #expect(try remembered().code == "NEW234")
    }

    @Test func factoryForgetsEverythingButWhatMustNotActTwice() throws {
        try scratch.write("Factory\r\n", to: "boot/diascope-reset")
        #expect(try start() == .reset(factory: true, isRemoved: true))
        let state = try remembered()
        #expect(state.code == nil && state.pinnedCertificates.isEmpty)
        #expect(state.resetGeneration == "3")
        #expect(state.bootFile != nil)
    }

    @Test func aFileThatIsStillThereAfterAPowerCutDoesNotActAgain() throws {
        try scratch.write("", to: "boot/diascope-reset")
        let file = boot + "/diascope-reset"
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        _ = try start()
        // The disk had not been told of the removal when the power went.
        try scratch.write("", to: "boot/diascope-reset")
        try FileManager.default.setAttributes(
            [.modificationDate: try #require(attributes[.modificationDate])],
            ofItemAtPath: file
        )
        try remember(code: "NEW234")
        #expect(try start() == .doneBefore(isRemoved: true))
        #expect(try remembered().code == "NEW234")
    }

    @Test func theSameFileActsAgainOnceItWasGone() throws {
        let file = boot + "/diascope-reset"
        let date = Date(timeIntervalSince1970: 1_000_000)
        for _ in 0..<2 {
            try remember(code: "AB23CD")
            try scratch.write("", to: "boot/diascope-reset")
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file)
            #expect(try start() == .reset(factory: false, isRemoved: true))
            // A start without the file in between.
            #expect(try start() == .nothingToDo)
        }
    }

    @Test func aTVThatHasNeverRunHasNothingToForget() throws {
        let outcome = try BootReset.run(bootDirectories: [boot], stateDirectory: scratch.path + "/none", hardware: box)
        #expect(outcome == .nothingToDo)
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/none"))
    }

    @Test func aDirectoryOrLinkOfThatNameIsNoRequest() throws {
        try FileManager.default.createDirectory(atPath: boot + "/diascope-reset", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: boot + "/diascope-reset.txt", withDestinationPath: "/etc/passwd")
        #expect(try start() == .nothingToDo)
    }

    /// In a process of its own, because the user changes for all of it.
    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func asRootItTouchesTheStateAsItsOwner() async {
        await #expect(processExitsWith: .success) {
            let test = try BootResetTests()
            let owner = 12345
            for path in [test.state, test.state + "/state.json", test.state + "/lock"] {
                try FileManager.default.setAttributes([.ownerAccountID: owner, .groupOwnerAccountID: owner], ofItemAtPath: path)
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: test.scratch.path)
            try test.scratch.write("", to: "boot/diascope-reset")
            #expect(try test.start() == .reset(factory: false, isRemoved: true))
            let attributes = try FileManager.default.attributesOfItem(atPath: test.state + "/state.json")
            #expect(attributes[.ownerAccountID] as? Int == owner)
            #expect(geteuid() == 0)
        }
    }
}
