import Dialects
import JSON
import Testing
import Wire

@Suite struct ProjectionTVCommandsTests {
    private func written(_ command: SignalingCommand) -> [String] {
        ProjectionTVDialect().messages(for: command).map { message in
            message.event + " " + message.arguments.map { $0.serialized() }.joined(separator: " ")
        }
    }

    @Test(arguments: ProjectionTVCommandsTests.commands)
    func writesEachCommand(_ command: SignalingCommand, _ expected: String) {
        #expect(written(command) == [expected])
    }

    private static let commands: [(SignalingCommand, String)] = [
        (.register(code: nil, token: nil, name: "Hall"), #"TV_REGISTER {"name":"Hall"}"#),
        (.register(code: "AB23CD", token: nil, name: "Hall"), #"TV_REGISTER {"name":"Hall"}"#),
        (
            .register(code: "AB23CD", token: Redacted("t"), name: "Hall"),
            #"TV_REGISTER {"name":"Hall","projCode":"AB23CD","token":"t"}"#
        ),
        (
            .answer(peer: PeerID("p"), negotiationID: "n", sdp: "v=0\r\n"),
            #"RTC_TV_Answer_To_Server {"answer":{"type":"answer","sdp":"v=0\r\n"},"clientId":"p","negotiationId":"n"}"#
        ),
        (
            .answer(peer: nil, negotiationID: nil, sdp: "v=0"),
            #"RTC_TV_Answer_To_Server {"answer":{"type":"answer","sdp":"v=0"}}"#
        ),
        (
            .candidate(
                peer: PeerID("p"),
                negotiationID: nil,
                candidate: "candidate:1",
                sdpMid: "0",
                sdpMLineIndex: 0,
                usernameFragment: "u"
            ),
            #"RTC_Candidate_Exchange {"iceCandidate":{"candidate":"candidate:1","sdpMid":"0","sdpMLineIndex":0,"#
                + #""usernameFragment":"u"},"clientId":"p"}"#
        ),
        (
            .candidate(
                peer: nil,
                negotiationID: "n",
                candidate: nil,
                sdpMid: "0",
                sdpMLineIndex: nil,
                usernameFragment: nil
            ),
            #"RTC_Candidate_Exchange {"iceCandidate":{"candidate":"","sdpMid":"0"},"negotiationId":"n"}"#
        ),
        (.sessionEnd(peer: PeerID("p"), reason: .mediaLost), #"RTC_Session_End {"reason":"media-lost","clientId":"p"}"#),
        (
            .state(policy: .takeover, presenter: nil, state: .waiting),
            #"TV_STATE {"policy":"takeover","presenter":null,"state":"waiting","offers":true}"#
        ),
        (
            .state(policy: .refuse, presenter: "Ann", state: .projecting),
            #"TV_STATE {"policy":"refuse","presenter":"Ann","state":"projecting","offers":true}"#
        ),
        (
            .status(
                peer: PeerID("p"),
                ProjectionStatus(
                    frameWidth: 1280,
                    frameHeight: 720,
                    framesPerSecond: 29.5,
                    delay: .milliseconds(12),
                    state: .projecting,
                    displaySize: ProjectionStatus.Size(width: 1920, height: 1080)
                )
            ),
            #"TV_STATUS {"frameWidth":1280,"frameHeight":720,"framesPerSecond":29.5,"delay":0.012,"state":"projecting","#
                + #""displayWidth":1920,"displayHeight":1080,"clientId":"p"}"#
        ),
        (.decide(peer: PeerID("p"), accept: false), #"TV_DECIDE {"accept":false,"clientId":"p"}"#),
    ]

    @Test func sparesPeersWithoutNegotiationsTheEndOfCandidates() {
        let end = SignalingCommand.candidate(
            peer: PeerID("p"),
            negotiationID: nil,
            candidate: "",
            sdpMid: "0",
            sdpMLineIndex: 0,
            usernameFragment: nil
        )
        #expect(written(end).isEmpty)
    }
}
