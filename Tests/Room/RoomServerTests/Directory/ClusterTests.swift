import Dialects
import JSON
import RoomServer
import Testing
import Wire

/// Several servers in virtual time.
@Suite struct ClusterTests {
    private func offer(_ id: String = "n1") -> RoomRequest { .offer(description("offer"), negotiationID: id) }

    /// A candidate that says its number, and which one a TV hears.
    private func number(_ reply: RoomReply) -> Int? {
        guard case .candidate(let value, _, _) = reply else { return nil }
        return value["candidate"]?.string?.split(whereSeparator: { $0 == ":" || $0 == " " }).dropFirst().first.flatMap { Int($0) }
    }

    @Test func bringsASenderToATVAtAnotherServer() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let client = cluster.connect(to: 1, from: "198.51.100.7")
        let joined = cluster.tell(.connect(code: tv.code, username: "Ada", resumeTicket: nil), from: client, acknowledgement: 5)
        let sender = try ClusterHarness.sender(in: joined)
        #expect(sender.client == client)
        #expect(joined.contains { if case .acknowledge(5, with: .connected, _) = $0.output { true } else { false } })

        let offered = cluster.tell(offer(), from: client)
        guard case .offer(let value, let peer, "Ada", "n1", false, _)? = offered.to(tv.client).first else {
            throw Missing("offer in \(offered)")
        }
        #expect(value == description("offer"))
        #expect(peer == sender.peer)
        let answered = cluster.tell(.answer(description("answer"), peer: sender.peer, negotiationID: nil), from: tv.client)
        #expect(answered.to(client) == [.answer(description("answer"), negotiationID: "n1")])
        let stopped = cluster.tell(.sessionEnd(peer: nil, reason: .stopped), from: client)
        #expect(stopped.to(tv.client) == [.sessionEnd(peer: sender.peer, reason: .stopped)])
    }

    @Test func relaysCandidatesAcrossServersInTheirOrder() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let sender = try cluster.joinedSender(tv.code, at: 2)
        _ = cluster.tell(offer(), from: sender.client)
        for server in cluster.servers.indices { cluster.servers[server].latency = .milliseconds(20) }
        for index in 0..<50 {
            _ = cluster.tell(.candidate(candidate(index), peer: nil, negotiationID: nil), from: sender.client)
            _ = cluster.tell(.candidate(candidate(1000 + index), peer: sender.peer, negotiationID: nil), from: tv.client)
        }
        let said = cluster.advance(by: .seconds(1))
        #expect(said.to(tv.client).compactMap(number) == Array(0..<50))
        #expect(said.to(sender.client).compactMap(number) == Array(1000..<1050))
        #expect(cluster.servers.allSatisfy { $0.rooms.directory.statistics?.missed == 0 })
    }

    @Test(arguments: RelayingTests.spellings) func relaysAcrossServersInTheVeryBytes(_ candidate: String) throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let sender = try cluster.joinedSender(tv.code, at: 2)
        let value = try JSONValue(parsing: candidate.utf8.span, verbatimDepth: 0)
        let up = cluster.tell(.candidate(value, peer: nil, negotiationID: nil), from: sender.client).to(tv.client)
        let down = cluster.tell(.candidate(value, peer: sender.peer, negotiationID: nil), from: tv.client).to(sender.client)
        for reply in [up, down] {
            guard case .candidate(let heard, _, _)? = reply.first else { throw Missing("candidate in \(reply)") }
            #expect(heard.serialized() == candidate)
        }
    }

    @Test func handsOverWhatAStockPageSaysBeforeItHasJoined() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let client = cluster.connect(to: 1)
        for server in cluster.servers.indices { cluster.servers[server].latency = .milliseconds(30) }
        _ = cluster.tell(offer(), from: client)
        _ = cluster.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: client)
        _ = cluster.tell(.candidate(candidate(1), peer: nil, negotiationID: nil), from: client)
        let said = cluster.advance(by: .seconds(1)).to(tv.client)
        guard case .offer? = said.first else { throw Missing("offer in \(said)") }
        #expect(said.dropFirst().compactMap(number) == [1])
    }

    @Test func takesATVInAtAnotherServerByItsToken() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        _ = cluster.disconnect(tv.client)
        let moved = try cluster.returned(tv, to: 1)
        #expect(moved.code == tv.code)
        let sender = try cluster.joinedSender(tv.code, at: 0)
        #expect(cluster.tell(offer(), from: sender.client).to(moved.client).count == 1)
    }

    @Test func tellsTheGhostOfATVThatRegistersTwice() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let client = cluster.connect(to: 1)
        let said = cluster.tell(.register(code: tv.code, token: tv.token, name: nil), from: client)
        #expect(try ClusterHarness.tv(in: said).code == tv.code)
        #expect(said.refusals(to: tv.client).map(\.code) == [.replaced])
        #expect(cluster.servers[0].rooms.liveTVs == 0)
        #expect(cluster.servers[1].rooms.liveTVs == 1)
        // And back: the word about the second registration is older than the third.
        let back = try cluster.returned(tv, to: 0)
        _ = cluster.advance(by: .seconds(60))
        #expect(cluster.servers[0].rooms.liveTVs == 1)
        #expect(cluster.servers[1].rooms.liveTVs == 0)
        #expect(back.code == tv.code)
    }

    @Test func givesNoCodeTwice() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        // A token of the same key for the same code, and another TV: as if a server had forgotten whose it is.
        let key = RoomTickets(key: Redacted(Array(repeating: 7, count: RoomTickets.keySize)))
        let code = try #require(ProjectionCode(typed: tv.code))
        let stranger = TVIdentity(random: &cluster.random)
        let client = cluster.connect(to: 1)
        let said = cluster.tell(.register(code: tv.code, token: key.token(for: stranger, code: code), name: nil), from: client)
        #expect(try ClusterHarness.tv(in: said).code != tv.code)
        #expect(cluster.store.codes[code]?.node == cluster.servers[0].node)
    }

    @Test func movesTheSendersOfATVThatMoves() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let own = try cluster.joinedSender(tv.code, at: 0)
        let distant = try cluster.joinedSender(tv.code, at: 2)
        _ = cluster.tell(offer("a"), from: own.client)
        _ = cluster.tell(offer("b"), from: distant.client)
        let client = cluster.connect(to: 1)
        let said = cluster.tell(.register(code: tv.code, token: tv.token, name: nil), from: client)
        #expect(said.to(own.client).isEmpty)
        #expect(said.to(distant.client).isEmpty)
        for (sender, id) in [(own, "a"), (distant, "b")] {
            let answer = RoomRequest.answer(description("answer"), peer: sender.peer, negotiationID: nil)
            #expect(cluster.tell(answer, from: client).to(sender.client) == [.answer(description("answer"), negotiationID: id)])
            let state = RoomRequest.senderState(["paused": true])
            #expect(cluster.tell(state, from: sender.client).to(client) == [.senderState(["paused": true], peer: sender.peer)])
        }
        // The next one goes to where its sender is.
        let back = cluster.connect(to: 2)
        _ = cluster.tell(.register(code: tv.code, token: tv.token, name: nil), from: back)
        let answer = RoomRequest.answer(description("answer"), peer: distant.peer, negotiationID: nil)
        #expect(cluster.tell(answer, from: back).to(distant.client).count == 1)
    }

    @Test func keepsProjectionsWhenTheTVsServerIsKilled() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let sender = try cluster.joinedSender(tv.code, at: 1)
        _ = cluster.tell(offer(), from: sender.client)
        cluster.kill(0)
        // What is said to nobody is kept for the TV.
        #expect(cluster.tell(offer("n2"), from: sender.client).to(sender.client).isEmpty)
        #expect(cluster.advance(by: .seconds(3)).to(sender.client).isEmpty)
        let client = cluster.connect(to: 2)
        var said = cluster.tell(.register(code: tv.code, token: tv.token, name: nil), from: client)
        said += cluster.advance(by: .seconds(2))
        #expect(try ClusterHarness.tv(in: said).code == tv.code)
        #expect(said.to(sender.client).isEmpty)
        guard case .offer(_, let peer, _, "n2", _, _)? = said.to(client).dropFirst().first else {
            throw Missing("offer in \(said)")
        }
        #expect(peer == sender.peer)
        let answer = RoomRequest.answer(description("answer"), peer: peer, negotiationID: nil)
        #expect(cluster.tell(answer, from: client).to(sender.client) == [.answer(description("answer"), negotiationID: "n2")])
    }

    @Test func findsOutThatAServerIsGoneWithoutSayingAnything() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let sender = try cluster.joinedSender(tv.code, at: 1)
        let away = try cluster.joinedSender(try cluster.registeredTV(at: 1).code, at: 0)
        #expect(cluster.servers[1].rooms.senders == 1)
        cluster.kill(0)
        let moved = try cluster.returned(tv, to: 2)
        #expect(cluster.advance(by: .seconds(7)).to(sender.client).isEmpty)
        // The senders that came by way of the killed server have left, and nobody was told.
        #expect(cluster.servers[1].rooms.senders == 0)
        let answer = RoomRequest.answer(description("answer"), peer: sender.peer, negotiationID: nil)
        #expect(cluster.tell(answer, from: moved.client).to(sender.client).count == 1)
        _ = away
    }

    @Test func answersAtOnceWhenTheServerOfACodeIsDead() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        cluster.kill(0)
        let client = cluster.connect(to: 1)
        let said = cluster.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: client)
        #expect(said.refusals(to: client).map(\.code) == [.unavailable])
    }

    /// Whoever types a code learns nothing from the answer nor from how long it takes: one question, one answer, the same words.
    @Test func takesAsLongForACodeThatNobodyHasAsForOneWhoseTVIsAway() throws {
        var cluster = ClusterHarness()
        let roundTrip: Duration = .milliseconds(40)
        let ownLeft = try cluster.registeredTV(at: 1)
        let otherLeft = try cluster.registeredTV(at: 0)
        let serverDied = try cluster.registeredTV(at: 2)
        for tv in [ownLeft, otherLeft] { _ = cluster.disconnect(tv.client) }
        cluster.kill(2)
        cluster.servers[1].latency = roundTrip
        var answers: [[RoomReply]] = []
        for code in ["ZZZZZZ", ownLeft.code, otherLeft.code, serverDied.code] {
            // From another network each, so that none is limited.
            let client = cluster.connect(to: 1, from: "203.0.113.\(answers.count + 1)")
            let before = cluster.store.questions
            #expect(cluster.tell(.connect(code: code, username: nil, resumeTicket: nil), from: client).isEmpty)
            #expect(cluster.advance(by: roundTrip - .nanoseconds(1)).isEmpty)
            answers.append(cluster.advance(by: .nanoseconds(1)).to(client))
            #expect(cluster.store.questions == before + 1)
            #expect(cluster.advance(by: .seconds(1)).isEmpty)
        }
        #expect(answers.allSatisfy { $0 == answers.first })
        #expect(answers.first?.count == 1)
        if case .connectionRefused(let refusal)? = answers.first?.first { #expect(refusal.code == .unavailable) }
        #expect(cluster.servers[1].rooms.statistics.guessesEvaluated == 4)
    }

    @Test func goesOnByItselfWhileTheStoreIsAway() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let own = try cluster.joinedSender(tv.code, at: 0)
        let distant = try cluster.joinedSender(tv.code, at: 1)
        cluster.killStore()
        #expect(cluster.tell(offer(), from: own.client).to(tv.client).count == 1)
        // Across servers: kept until they find each other again.
        #expect(cluster.tell(offer("n3"), from: distant.client).to(distant.client).isEmpty)
        let stranger = cluster.connect(to: 1)
        let refused = cluster.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: stranger)
        #expect(refused.refusals(to: stranger).map(\.message) == [RoomRefusal.apart])
        _ = cluster.advance(by: .seconds(1))
        // A TV gets a code all the same, and one that was here has its own.
        let new = try cluster.registeredTV(at: 1)
        let moved = try cluster.returned(tv, to: 2)
        #expect(moved.code == tv.code)
        cluster.restoreStore()
        let said = cluster.advance(by: .seconds(3))
        // The latest registration has it; the older one is told.
        #expect(said.refusals(to: tv.client).map(\.code) == [.replaced])
        guard case .offer(_, distant.peer, _, "n3", _, _)? = said.to(moved.client).first else {
            throw Missing("offer in \(said)")
        }
        #expect(try cluster.joinedSender(new.code, at: 0).client.server == 0)
        #expect(try cluster.joinedSender(tv.code, at: 1).client.server == 1)
    }

    @Test func healsAfterEachLinkWasCut() throws {
        var cluster = ClusterHarness()
        let tvs = try (0..<6).map { try cluster.registeredTV(at: $0 % 3) }
        let senders = try tvs.enumerated().map { try cluster.joinedSender($1.code, at: ($0 + 1) % 3) }
        for server in 0..<3 {
            cluster.cut(server)
            _ = cluster.advance(by: .seconds(8))
            cluster.link(server)
            let said = cluster.advance(by: .seconds(6))
            for (tv, sender) in zip(tvs, senders) {
                #expect(said.to(tv.client).isEmpty)
                #expect(said.to(sender.client).isEmpty)
                #expect(cluster.tell(offer("n\(server)"), from: sender.client).to(tv.client).count == 1)
            }
        }
    }

    @Test func reclaimsNothingThatMovedWhileItWasCutOff() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        cluster.cut(0)
        _ = cluster.advance(by: .seconds(20))
        let moved = try cluster.returned(tv, to: 1)
        cluster.link(0)
        let said = cluster.advance(by: .seconds(1))
        #expect(said.refusals(to: tv.client).map(\.code) == [.replaced])
        #expect(said.to(moved.client).isEmpty)
        #expect(cluster.servers[1].rooms.liveTVs == 1)
        #expect(try cluster.joinedSender(tv.code, at: 0).client.server == 0)
    }

    @Test func givesACodeAwayWhoseOwnerTheStoreDoesNotKnow() throws {
        var cluster = ClusterHarness(servers: 2)
        cluster.cut(0)
        let hidden = try cluster.registeredTV(at: 0)
        let code = try #require(ProjectionCode(typed: hidden.code))
        cluster.store.codes[code] = StoreModel.Code(owner: "another", node: cluster.servers[1].node, generation: 1, isLive: true)
        cluster.link(0)
        let said = cluster.advance(by: .seconds(1))
        let other = try ClusterHarness.tv(in: said)
        #expect(other.client == hidden.client)
        #expect(other.code != hidden.code)
        #expect(cluster.store.codes[code]?.owner == "another")
    }

    @Test func waitsForASlowStoreAndThenGoesOnWithoutIt() throws {
        var cluster = ClusterHarness(servers: 2)
        cluster.servers[0].latency = .milliseconds(1500)
        let client = cluster.connect(to: 0)
        #expect(cluster.tell(.register(code: nil, token: nil, name: nil), from: client).isEmpty)
        let tv = try ClusterHarness.tv(in: cluster.advance(by: .seconds(2)))
        cluster.servers[0].latency = .seconds(4)
        let late = cluster.connect(to: 0)
        _ = cluster.tell(.register(code: nil, token: nil, name: nil), from: late)
        #expect(cluster.advance(by: .seconds(1)).to(late).isEmpty)
        #expect(try ClusterHarness.tv(in: cluster.advance(by: .seconds(2))).client == late)
        let sender = cluster.connect(to: 0)
        _ = cluster.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: sender)
        #expect(try ClusterHarness.sender(in: cluster.advance(by: .seconds(3))).client == sender)
        #expect(cluster.servers[0].rooms.directory.statistics?.timeouts ?? 0 > 0)
        // What was granted late is known everywhere in the end.
        cluster.servers[0].latency = .zero
        _ = cluster.advance(by: .seconds(40))
        #expect(cluster.store.codes.values.filter { $0.isLive && $0.node == cluster.servers[0].node }.count == 2)
        #expect(cluster.servers[0].rooms.liveTVs == 2)
    }

    @Test func limitsGuessesAtAllServersTogether() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        var codes: [RoomRefusal.Code] = []
        for guess in 0..<9 {
            let client = cluster.connect(to: guess % 3, from: "203.0.113.9")
            codes += cluster.tell(.connect(code: "ZZZZZZ", username: nil, resumeTicket: nil), from: client)
                .refusals(to: client).map(\.code)
        }
        #expect(codes == Array(repeating: .unavailable, count: 5) + Array(repeating: .rateLimited, count: 4))
        // The right code is no different; a ticket is.
        let guesser = cluster.connect(to: 2, from: "203.0.113.9")
        let refused = cluster.tell(.connect(code: tv.code, username: nil, resumeTicket: nil), from: guesser)
        #expect(refused.refusals(to: guesser).map(\.code) == [.rateLimited])
        let sender = try cluster.joinedSender(tv.code, at: 1)
        let again = cluster.connect(to: 2, from: "203.0.113.9")
        let resumed = cluster.tell(.connect(code: tv.code, username: nil, resumeTicket: sender.ticket), from: again)
        #expect(try ClusterHarness.sender(in: resumed).peer == sender.peer)
    }

    @Test func aNewPresenterElsewhereTakesOverOrIsRefusedAsTheTVSays() throws {
        var cluster = ClusterHarness()
        let tv = try cluster.registeredTV(at: 0)
        let ada = try cluster.joinedSender(tv.code, at: 1, name: "Ada")
        _ = cluster.tell(offer(), from: ada.client)
        _ = cluster.tell(.state(RoomTVState(policy: .refuse, presenter: "Ada", state: .projecting)), from: tv.client)
        let bob = cluster.connect(to: 2)
        let refused = cluster.tell(.connect(code: tv.code, username: "Bob", resumeTicket: nil), from: bob)
        #expect(refused.refusals(to: bob).map(\.presenter) == ["Ada"])
        _ = cluster.tell(.state(RoomTVState(policy: .ask, presenter: "Ada", state: .projecting)), from: tv.client)
        let asked = cluster.tell(.connect(code: tv.code, username: "Bob", resumeTicket: nil), from: bob)
        #expect(asked.to(bob) == [.waitingForDecision])
        guard case .ask(let peer, "Bob")? = asked.to(tv.client).first else { throw Missing("ask in \(asked)") }
        let decided = cluster.tell(.decide(peer: peer, accept: true), from: tv.client)
        #expect(try ClusterHarness.sender(in: decided).client == bob)
        _ = cluster.tell(.state(RoomTVState(policy: .takeover, presenter: "Bob", state: .projecting)), from: tv.client)
        let eve = try cluster.joinedSender(tv.code, at: 0, name: "Eve")
        #expect(cluster.tell(offer("e"), from: eve.client).to(tv.client).count == 1)
        let ended = cluster.tell(.sessionEnd(peer: ada.peer, reason: .replaced), from: tv.client)
        #expect(ended.to(ada.client) == [.sessionEnd(peer: nil, reason: .replaced, presenter: "Eve")])
    }

    @Test func growsCodesByWhatAllServersHaveGiven() throws {
        var cluster = ClusterHarness(servers: 2)
        cluster.store.nodes[NodeID(random: &cluster.random)] = nil
        let other = NodeID(random: &cluster.random)
        let notice = NodeNotice(url: "", keyFingerprint: "", codes: [6: 887])
        cluster.store.nodes[other] = (notice, MonotonicTime.zero + .seconds(1000))
        cluster.store.listeners.insert(other)
        _ = cluster.advance(by: .seconds(6))
        #expect(try cluster.registeredTV(at: 0).code.utf8.count == 7)
        #expect(cluster.servers[0].rooms.directory.statistics?.strangers == 1)
    }

    @Test func leavesNothingBehind() throws {
        var cluster = ClusterHarness(servers: 3) { $0.reservationTime = .seconds(100) }
        let tv = try cluster.registeredTV(at: 0)
        let senders = try (0..<3).map { try cluster.joinedSender(tv.code, at: $0) }
        for sender in senders { _ = cluster.disconnect(sender.client) }
        #expect(cluster.servers[0].rooms.senders == 0)
        _ = cluster.disconnect(tv.client)
        _ = cluster.advance(by: .seconds(110))
        #expect(cluster.servers.allSatisfy { $0.rooms.isEmpty })
    }
}

extension RoomRefusal {
    /// The words for servers that cannot reach one another.
    fileprivate static let apart =
        "The servers cannot reach one another just now, so this TV was not found. Try again in a moment."
}
