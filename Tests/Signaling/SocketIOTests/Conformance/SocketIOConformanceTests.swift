import JSON
import NIOWebSocket
import SocketIOConformance
import SocketIOCore
import Testing

/// The cases of the public Socket.IO 5 suite, under its names; those it shares with Engine.IO's are run on both there.
struct SocketIOConformanceTests {
    @Suite struct Connect {
        @Test(arguments: ["/", "/custom"], [nil, #"{"token":"123"}"#])
        func connectsToANamespace(namespace: String, payload: String?) async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.openedWebSocket()
            let prefix = namespace == "/" ? "" : "\(namespace),"
            socket.send("40\(prefix)\(payload ?? "")")
            let answer = try await socket.text()
            #expect(answer.hasPrefix("40\(prefix){\"sid\":\""))
            #expect(try await socket.text() == "42\(prefix)[\"auth\",\(payload ?? "{}")]")
            try await test.stop()
        }

        @Test func connectsToANamespaceWrittenWithoutAComma() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.openedWebSocket()
            socket.send("40/custom")
            #expect(try await socket.text().hasPrefix("40/custom,{"))
            try await test.stop()
        }

        @Test func refusesAnUnknownNamespace() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.openedWebSocket()
            socket.send("40/random")
            #expect(try await socket.text() == #"44/random,{"message":"Invalid namespace"}"#)
            try await test.stop()
        }

        @Test func closesWhenTheFirstPacketIsInvalid() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.openedWebSocket()
            socket.send("4abc")
            #expect(try await socket.closeCode() == 1002)
            try await test.stop()
        }

        @Test func closesWhenNothingIsJoinedInTime() async throws {
            let timing = ConformanceServer.Timing(
                pingInterval: .seconds(60),
                pingTimeout: .seconds(60),
                connectTimeout: .milliseconds(200)
            )
            let test = try await ConformanceCase(.socket, timing: timing)
            let socket = try await test.openedWebSocket()
            #expect(try await socket.closeCode() == 1008)
            try await test.stop()
        }
    }

    @Suite struct Disconnect {
        @Test func leavesTheRootNamespace() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            socket.send("41")
            // The session is still there: it can be joined again.
            socket.send("40")
            #expect(try await socket.text().hasPrefix("40{"))
            try await test.stop()
        }

        @Test func leavesACustomNamespaceAndStaysInTheOther() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            socket.send("40/custom,")
            #expect(try await socket.text().hasPrefix("40/custom,{"))
            #expect(try await socket.text() == #"42/custom,["auth",{}]"#)
            socket.send("41/custom,")
            socket.send(#"42["message","message to main namespace"]"#)
            #expect(try await socket.text() == #"42["message-back","message to main namespace"]"#)
            socket.send(#"42/custom,["message"]"#)
            #expect(try await socket.closeCode() == 1002)
            try await test.stop()
        }
    }

    @Suite struct Messages {
        @Test func echoesAnEvent() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            socket.send(#"42["message",1,"2",{"3":[true]}]"#)
            #expect(try await socket.text() == #"42["message-back",1,"2",{"3":[true]}]"#)
            try await test.stop()
        }

        @Test func echoesAnEventInACustomNamespace() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.openedWebSocket()
            socket.send("40/custom,")
            _ = try await socket.text()
            _ = try await socket.text()
            socket.send(#"42/custom,["message",1]"#)
            #expect(try await socket.text() == #"42/custom,["message-back",1]"#)
            socket.send(#"42/custom,7["message-with-ack",1]"#)
            #expect(try await socket.text() == "43/custom,7[1]")
            try await test.stop()
        }

        @Test func echoesAnEventWithTwoAttachments() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            let arguments = #"{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}"#
            socket.send("452-[\"message\",\(arguments)]")
            socket.send(.binary, [1, 2, 3])
            socket.send(.binary, [4, 5, 6])
            #expect(try await socket.events.next() == .text("452-[\"message-back\",\(arguments)]"))
            #expect(try await socket.events.next() == .binary([1, 2, 3]))
            #expect(try await socket.events.next() == .binary([4, 5, 6]))
            try await test.stop()
        }

        @Test func acknowledgesAnEvent() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            socket.send(#"42456["message-with-ack",1,"2",{"3":[false]}]"#)
            #expect(try await socket.text() == #"43456[1,"2",{"3":[false]}]"#)
            try await test.stop()
        }

        @Test func acknowledgesWithTwoAttachments() async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            let arguments = #"{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}"#
            socket.send("452-789[\"message-with-ack\",\(arguments)]")
            socket.send(.binary, [1, 2, 3])
            socket.send(.binary, [4, 5, 6])
            #expect(try await socket.events.next() == .text("462-789[\(arguments)]"))
            #expect(try await socket.events.next() == .binary([1, 2, 3]))
            #expect(try await socket.events.next() == .binary([4, 5, 6]))
            try await test.stop()
        }

        @Test(arguments: ["4abc", "42{}", #"42abc["message",1]"#])
        func closesOnAnInvalidPacket(text: String) async throws {
            let test = try await ConformanceCase(.socket)
            let socket = try await test.joinedWebSocket()
            socket.send(text)
            #expect(try await socket.closeCode() == 1002)
            try await test.stop()
        }
    }
}
