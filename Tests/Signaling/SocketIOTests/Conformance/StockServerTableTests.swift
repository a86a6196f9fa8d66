import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import SocketIOConformance
import SocketIOCore
import Testing

/// What the stock server does with bad or odd input after a client has joined: ours does the same, or is stricter.
struct StockServerTableTests {
    /// Texts that end the connection.
    @Test(arguments: [
        ("an event for a namespace not joined", #"42/custom,["message"]"#),
        ("41 for a namespace not joined", "41/custom,"),
        ("44 from a client", #"44{"message":"x"}"#),
        ("CONNECT with an array", "40/custom,[]"),
        ("CONNECT with a string", #"40/custom,"x""#),
        ("a second CONNECT", "40"),
        ("a reserved event name", #"42["disconnecting"]"#),
        ("an event without a name", "42[]"),
        ("an empty frame", ""),
        ("a type that does not exist", "7"),
        ("a ping from the client", "2"),
        ("11 attachments", #"4511-["message"]"#),
        ("an attachment count without end", "45" + String(repeating: "9", count: 5000) + "-[\"message\"]"),
    ])
    func closes(on what: String, text: String) async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send(text)
        #expect(try await socket.closeCode() == 1002, "\(what)")
        try await test.stop()
    }

    @Test(arguments: ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"])
    func closesOnEachReservedEventName(name: String) async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send("42[\"\(name)\"]")
        #expect(try await socket.closeCode() == 1002)
        try await test.stop()
    }

    @Test func closesOnAnEventBeforeConnect() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.openedWebSocket()
        socket.send(#"42["message"]"#)
        #expect(try await socket.closeCode() == 1002)
        try await test.stop()
    }

    @Test func closesOnTextWhileAttachmentsArePending() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send(#"451-["message",{"_placeholder":true,"num":0}]"#)
        socket.send(#"42["message"]"#)
        #expect(try await socket.closeCode() == 1002)
        try await test.stop()
    }

    @Test(arguments: ["1", "-1", "1.5", #""splice""#, "99999999999999999999"])
    func closesOnAPlaceholderThatNamesNoAttachment(number: String) async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send("451-[\"message\",{\"_placeholder\":true,\"num\":\(number)}]")
        socket.send(.binary, [1])
        #expect(try await socket.closeCode() == 1002)
        try await test.stop()
    }

    @Test func closesOnBinaryWithoutAHeader() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send(.binary, [1])
        #expect(try await socket.closeCode() == 1002)
        try await test.stop()
    }

    @Test func closesOnAMessageOfAByteTooMany() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send("42[\"message\",\"" + String(repeating: "x", count: 1_000_001 - 16) + "\"]")
        #expect(try await socket.closeCode() == 1009)
        try await test.stop()
    }

    @Test func carriesAMessageBelowTheLimit() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        let text = String(repeating: "x", count: 999_000 - 16)
        socket.send("42[\"message\",\"\(text)\"]")
        #expect(try await socket.text() == "42[\"message-back\",\"\(text)\"]")
        try await test.stop()
    }

    @Test(arguments: [
        #"42["unknown"]"#, #"4217["unknown"]"#, "4399[]", "42[1,2]", "3", "6", "5", "0{}",
    ])
    func ignores(text: String) async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send(text)
        socket.send(#"421["message-with-ack"]"#)
        #expect(try await socket.text() == "431[]")
        try await test.stop()
    }

    /// The stock server ignores this one and lets the ping time out.
    @Test func closesAtOnceWhenTheClientSaysClose() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send("1")
        #expect(try await socket.closeCode() == 1000)
        try await test.stop()
    }

    @Test func takesAQueryForAPartOfTheNamespace() async throws {
        let test = try await ConformanceCase(.socket)
        let socket = try await test.joinedWebSocket()
        socket.send("40/custom?x=1,")
        #expect(try await socket.text() == #"44/custom?x=1,{"message":"Invalid namespace"}"#)
        try await test.stop()
    }
}

/// The advisories of the stock implementations, each as the input that it was about.
struct SecurityHistoryTests {
    /// After the input, whatever became of its sender, the server serves the next client.
    private func survives(_ layer: ConformanceCase.Layer = .socket, _ attack: (ConformanceCase) async throws -> Void) async throws
    {
        let test = try await ConformanceCase(layer)
        try await attack(test)
        let other = try await test.openedWebSocket()
        if layer == .socket {
            other.send("40")
            #expect(try await other.text().hasPrefix("40{"))
        } else {
            other.send("4x")
            #expect(try await other.text() == "4x")
        }
        try await test.stop()
    }

    @Test func cve202036049_parserExhaustedByManyPackets() async throws {
        try await survives { (test: ConformanceCase) async throws in
            let session = try await test.openedPolling()
            let body = [String](repeating: "4", count: 400_000).joined(separator: "\u{1E}")
            #expect(try await session.post(body).status == 400)
        }
    }

    @Test func cve202036048_bodiesWithoutEnd() async throws {
        try await survives { (test: ConformanceCase) async throws in
            let session = try await test.openedPolling()
            #expect(try await session.post(String(repeating: "4", count: 1_000_001)).status == 413)
        }
    }

    @Test(arguments: [
        #"451-["message",{"_placeholder":true,"num":"splice"}]"#, #"451-{"toString":1}"#,
        #"45-["message"]"#, "45", #"42[{"toString":"x"}]"#,
    ])
    func cve20222421_cve202332695_packetsThatAreNone(text: String) async throws {
        try await survives { (test: ConformanceCase) async throws in
            let socket = try await test.joinedWebSocket()
            socket.send(text)
            socket.send(.binary, [1])
            #expect(try await socket.closeCode() == 1002)
        }
    }

    @Test(arguments: ["EIO=4&transport=websocket&sid=", "EIO=4&transport=websocket&sid=x&sid=y", "transport", "&&&==&"])
    func cve202221676_cve202241940_cve202331125_malformedRequests(query: String) async throws {
        try await survives(.engine) { (test: ConformanceCase) async throws in
            await #expect(throws: RawWebSocket.Refused(status: 400)) { _ = try await test.webSocket(query) }
            #expect(try await test.http.get("/engine.io/?\(query)").status == 400)
            #expect(try await test.http.request(.POST, "/engine.io/?\(query)").status == 400)
        }
    }

    @Test(arguments: ["error", "__proto__", "hasOwnProperty"])
    func cve202438355_eventsNamedLikeParts(name: String) async throws {
        try await survives { (test: ConformanceCase) async throws in
            let socket = try await test.joinedWebSocket()
            socket.send("42[\"\(name)\",1]")
            socket.send(#"421["message-with-ack"]"#)
            #expect(try await socket.text() == "431[]")
        }
    }

    @Test func cve202437890_headersWithoutEnd() async throws {
        try await survives { (test: ConformanceCase) async throws in
            let headers = HTTPHeaders((0..<5000).map { ("x-\($0)", "y") })
            await #expect(throws: (any Error).self) {
                _ = try await RawWebSocket.connect(
                    port: test.server.port,
                    uri: "/socket.io/?EIO=4&transport=websocket",
                    headers: headers
                )
            }
        }
    }

    @Test func cve202648779_tinyFragments() async throws {
        try await survives { (test: ConformanceCase) async throws in
            let socket = try await test.joinedWebSocket()
            socket.send(.text, [0x34], isFinal: false)
            for _ in 0..<300 { socket.send(.continuation, [], isFinal: false) }
            #expect(try await socket.closeCode() == 1008)
        }
    }

    @Test func cve202633151_attachmentsWithoutEnd() async throws {
        try await survives { (test: ConformanceCase) async throws in
            let socket = try await test.joinedWebSocket()
            socket.send(#"45999999-["message"]"#)
            #expect(try await socket.closeCode() == 1002)
        }
    }
}
