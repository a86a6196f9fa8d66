import DTLS
import NetworkEmulator
import Testing
import Wire

@Suite struct DTLSHandshakeTests {
    @Test func yieldsTheSameKeysOnBothSides() throws {
        let handshake = try Handshake()
        handshake.start()
        let keys = try #require(handshake[.client].keys)
        #expect(handshake[.server].keys == keys)
        #expect(keys.profile == .aeadAES128GCM)
        #expect(keys.clientKey.exposed.count == 16)
        #expect(keys.serverSalt.exposed.count == 12)
        #expect(keys.clientKey != keys.serverKey)
        #expect(keys.clientSalt != keys.serverSalt)
        #expect(handshake[.client].cipher == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
        #expect(handshake.isConnected(.client))
        #expect(handshake.isConnected(.server))
        #expect(handshake.nextDeadline(.client) == nil)
        #expect(handshake.nextDeadline(.server) == nil)
    }

    @Test func sendsNoDatagramAboveTheMTU() throws {
        let handshake = try Handshake()
        handshake.start()
        let sizes = Handshake.Side.allCases.flatMap { (handshake.sent[$0] ?? []).map(\.count) }
        #expect(sizes.allSatisfy { $0 <= 1200 })
        #expect(sizes.count <= 8)
    }

    @Test(arguments: FragmentedClientHello.Delivery.allCases)
    func assemblesAClientHelloOfTwoDatagrams(_ delivery: FragmentedClientHello.Delivery) throws {
        let handshake = try Handshake()
        let fragmented = FragmentedClientHello(delivery)
        handshake.network = { side, _, datagram in side == .client ? fragmented.pass(datagram) : [datagram] }
        handshake.start()
        handshake.run()
        #expect(fragmented.count > 0)
        #expect(handshake[.server].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
        #expect(handshake.now == .zero || delivery == .firstLost || delivery == .secondLost)
    }

    @Test func cutsItsFlightsIntoSmallDatagramsForASmallPath() throws {
        let handshake = try Handshake(clientDatagramSize: 208)
        handshake.start()
        #expect(handshake[.server].keys == handshake[.client].keys)
        // A ChangeCipherSpec record of 14 bytes may ride on top.
        #expect((handshake.sent[.client] ?? []).allSatisfy { $0.count <= 208 + 14 + 10 })
    }

    @Test func toleratesEveryDatagramDuplicated() throws {
        let handshake = try Handshake(clientDatagramSize: 208)
        handshake.network = { _, _, datagram in [datagram, datagram] }
        handshake.start()
        handshake.run()
        #expect(handshake[.server].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
    }

    @Test(arguments: 0..<10)
    func recoversWhenOneDatagramOfTheClientIsLost(_ lost: Int) throws {
        let handshake = try Handshake(clientDatagramSize: 208)
        handshake.network = { side, index, datagram in side == .client && index == lost ? [] : [datagram] }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
        #expect(handshake.now <= MonotonicTime.zero + .milliseconds(200))
    }

    @Test(arguments: 0..<6)
    func recoversWhenOneDatagramOfTheServerIsLost(_ lost: Int) throws {
        let handshake = try Handshake()
        handshake.network = { side, index, datagram in side == .server && index == lost ? [] : [datagram] }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
        #expect(handshake.now <= MonotonicTime.zero + .milliseconds(200))
    }

    @Test(arguments: 1...20)
    func recoversFromRandomLossOfAThird(_ seed: UInt64) throws {
        let handshake = try Handshake()
        var random = seed &* 0x9E37_79B9_7F4A_7C15
        handshake.network = { _, _, datagram in
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return random >> 33 % 3 == 0 ? [] : [datagram]
        }
        handshake.start()
        handshake.run()
        #expect(handshake[.client].keys != nil)
        #expect(handshake[.server].keys == handshake[.client].keys)
    }

    @Test(arguments: Handshake.Side.allCases)
    func refusesAWrongCertificateInsideTheHandshake(_ deceived: Handshake.Side) throws {
        let wrong = try DTLSCertificate.selfSigned().fingerprint
        let handshake = try Handshake(
            clientExpects: deceived == .client ? wrong : nil,
            serverExpects: deceived == .server ? wrong : nil
        )
        handshake.start()
        handshake.run()
        #expect(handshake[deceived].error == .fingerprintMismatch)
        #expect(handshake[deceived].keys == nil)
        #expect(handshake[deceived.other].keys == nil)
        guard case .alert = handshake[deceived.other].error else {
            Issue.record("the other side was not told: \(String(describing: handshake[deceived.other].error))")
            return
        }
    }

    @Test func refusesAFingerprintThatDiffersInOneBit() throws {
        let (_, server) = try #require(Handshake.certificates)
        var digits = Array(server.fingerprint.sdpValue.split(separator: " ")[1])
        digits[0] = digits[0] == "0" ? "1" : "0"
        let handshake = try Handshake(clientExpects: DTLSFingerprint(algorithm: "sha-256", value: String(digits)))
        handshake.start()
        #expect(handshake[.client].error == .fingerprintMismatch)
    }

    @Test func refusesToConnectWithoutFingerprints() throws {
        let (client, _) = try #require(Handshake.certificates)
        #expect(throws: DTLSError.noFingerprint) {
            _ = try DTLSConnection(role: .client, certificate: client, remoteFingerprints: [])
        }
    }
}
