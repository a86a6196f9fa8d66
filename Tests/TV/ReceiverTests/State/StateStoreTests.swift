import Foundation
import Receiver
import Testing
import Wire

@Suite struct StateStoreTests {
    private let scratch: TemporaryDirectory
    private let box = HardwareIdentity(boardSerial: "0000abcd")

    init() throws { scratch = try TemporaryDirectory() }

    private func open(_ hardware: HardwareIdentity? = nil, generation: String? = nil) throws(StateError) -> StateStore {
        try StateStore(directory: scratch.path + "/a/b", hardware: hardware ?? box, resetGeneration: generation)
    }

    private func remember(code: String, token: String = "secret") throws {
        let store = try open()
        try store.update {
            $0.code = code
            $0.token = Redacted(token)
            $0.pinnedCertificates = ["room.example:8443": "sha256:ab"]
        }
    }

    @Test func remembersOverRestarts() throws {
        try remember(code: "AB23CD")
        let store = try open()
        #expect(store.warnings.isEmpty)
        let expected = StoredState(
            code: "AB23CD",
            token: Redacted("secret"),
            pinnedCertificates: ["room.example:8443": "sha256:ab"],
            hardware: box
        )
        #expect(store.state == expected)
    }

    @Test func keepsTheFileToItself() throws {
        try remember(code: "AB23CD")
        #expect(try scratch.permissions("a/b/state.json") == 0o600)
        #expect(try scratch.permissions("a/b") == 0o700)
        #expect(scratch.read("a/b/state.json.new") == nil)
    }

    @Test(arguments: ["", "{", "[]", "\"state\"", "{\"code\":\"A\u{0}", "null"])
    func setsADamagedFileAside(_ contents: String) throws {
        try scratch.write(contents, to: "a/b/state.json")
        let store = try open()
        let aside = scratch.path + "/a/b/state.json.damaged-1"
        #expect(store.warnings == [.damaged(setAside: aside)])
        #expect(store.state == StoredState(hardware: box))
        #expect(scratch.read("a/b/state.json.damaged-1") == contents)
    }

    @Test func keepsOnlySoManyDamagedFiles() throws {
        for _ in 0..<15 {
            try scratch.write("{", to: "a/b/state.json")
            _ = try open()
        }
        #expect(scratch.read("a/b/state.json.damaged-9") == "{")
        #expect(scratch.read("a/b/state.json.damaged-10") == nil)
    }

    @Test func ignoresMembersOfLaterVersionsAndWrongTypes() throws {
        try scratch.write(#"{"code":7,"token":null,"later":{},"resetGeneration":"3"}"#, to: "a/b/state.json")
        let store = try open()
        #expect(store.state == StoredState(resetGeneration: "3", hardware: box))
    }

    @Test func aClonedCardAsksForACodeOfItsOwn() throws {
        try remember(code: "AB23CD")
        let other = HardwareIdentity(boardSerial: "0000ffee")
        let store = try open(other)
        #expect(store.warnings == [.otherHardware])
        #expect(store.state.code == nil && store.state.token == nil)
        #expect(store.state.pinnedCertificates == ["room.example:8443": "sha256:ab"])
        #expect(store.state.hardware == other)
    }

    @Test func aChangedGenerationResetsOnce() throws {
        try remember(code: "AB23CD")
        do {
            let store = try open(generation: "2")
            #expect(store.warnings == [.resetByConfiguration])
            #expect(store.state.code == nil)
            try store.save(code: "NEW234", token: Redacted("t"), at: 1)
        }
        do {
            let store = try open(generation: "2")
            #expect(store.warnings.isEmpty)
            #expect(store.state.code == "NEW234")
            try store.reset(factory: true)
            #expect(store.state == StoredState(resetGeneration: "2", hardware: box))
        }
        let store = try open()
        #expect(store.warnings.isEmpty)
        #expect(store.state.resetGeneration == "2")
    }

    @Test func aResetForgetsTheCodeAloneAFactoryResetThePinToo() throws {
        try remember(code: "AB23CD")
        let store = try open()
        try store.reset(factory: false)
        #expect(store.state.code == nil && store.state.pinnedCertificates == ["room.example:8443": "sha256:ab"])
        try store.reset(factory: true)
        #expect(store.state.pinnedCertificates.isEmpty)
    }

    /// As a child has it between fork and exec.
    @Test func isFreeAgainAlthoughSomebodyElseHasTheSameFileOpen() throws {
        var copy: Int32 = -1
        do {
            let store = try open()
            let lock = scratch.path + "/a/b/lock"
            let numbers = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
            let held = numbers.first {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == lock
            }
            copy = dup(try #require(held))
            withExtendedLifetime(store) {}
        }
        defer { close(copy) }
        #expect(copy >= 0)
        _ = try open()
    }

    @Test func twoProcessesNeverShareADirectory() throws {
        let first = try open()
        #expect(throws: StateError.inUse(path: scratch.path + "/a/b")) { try open() }
        withExtendedLifetime(first) {}
    }

    @Test func theDirectoryIsFreeAgainAfterwards() throws {
        _ = try open()
        #expect(throws: Never.self) { try open() }
    }

    @Test func saysWhatToDoWhenTheDirectoryIsNone() throws {
        try scratch.write("a file", to: "a")
        let error = #expect(throws: StateError.self) { try open() }
        #expect(error?.description.contains("--state-directory") == true)
        #expect(error?.description.contains(scratch.path) == true)
    }

    @Test func whatCannotBeWrittenStillCountsUntilTheEnd() throws {
        let store = try open()
        // A directory in the place of the temporary file: also root cannot write there.
        try scratch.write("", to: "a/b/state.json.new/blocker")
        let error = #expect(throws: StateError.self) { try store.save(code: "AB23CD", token: Redacted("t"), at: 1) }
        #expect(error?.description.contains("state.json") == true)
        #expect(store.state.code == "AB23CD")
    }

    @Test func theTokenIsInNoMessage() throws {
        try remember(code: "AB23CD", token: "very-secret")
        let store = try open()
        #expect(!String(describing: store.state).contains("very-secret"))
        #expect(!String(reflecting: store.state).contains("very-secret"))
    }
}
