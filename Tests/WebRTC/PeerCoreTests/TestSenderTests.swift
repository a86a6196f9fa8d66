import NetworkEmulator
import RTP
import Testing
import VP8TestSender
import Wire

@Suite("Test sender")
struct TestSenderTests {
    @Test("a key frame leaves in bursts of sixteen packets, a millisecond apart")
    func pacesKeyFrames() throws {
        let call = try Call()
        call.camera.keyFrameSize = 200_000
        var departures: [MonotonicTime] = []
        call.fate = { [unowned call] side, bytes in
            if side == .near, let first = bytes.first, (128...191).contains(first) { departures.append(call.now) }
            return .pass
        }
        try call.negotiate()
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
        let bursts = Dictionary(grouping: departures) { $0 }.mapValues(\.count)
        #expect(bursts.values.allSatisfy { $0 <= 17 }, "sixteen and a report")
        let times = bursts.keys.sorted()
        #expect(times.count >= 11)
        #expect(zip(times, times.dropFirst()).allSatisfy { $1 - $0 >= .milliseconds(1) })
    }

    @Test func takesTheSameCourseWithTheSameSeed() throws {
        let conditions = LinkConditions(delay: .milliseconds(15), jitter: .milliseconds(5), reorders: true, loss: 0.05)
        let courses = try [3, 3, 4].map { (seed: UInt64) in
            let call = try Call.projecting(conditions: conditions, seed: seed)
            call.run(.seconds(3))
            return call.arrivals
        }
        #expect(courses[0] == courses[1])
        #expect(courses[0] != courses[2])
    }

    @Test func refusesAnswersItCannotUse() throws {
        let call = try Call()
        let answer = try call.accept(offer: call.sender.offer())
        let wrong: [(TestSenderError, String)] = [
            (.notAnAnswer, "hello"),
            (.rejected, answer.replacing("m=video 9", with: "m=video 0")),
            (.noVP8, answer.replacing("UDP/TLS/RTP/SAVPF 96", with: "UDP/TLS/RTP/SAVPF 98")),
            (.noICECredentials, answer.replacing("a=ice-ufrag", with: "a=x-ufrag")),
            (.noFingerprint, answer.replacing("a=fingerprint", with: "a=x-fingerprint")),
        ]
        for (error, text) in wrong {
            #expect(throws: error) { try call.sender.accept(answer: text, now: call.now) }
        }
        try call.sender.accept(answer: answer, now: call.now)
        #expect(call.run(.seconds(2)) { !$0.frames.isEmpty })
    }

    @Test("a handshake that begins before the answer has arrived loses no time")
    func keepsTheHandshakeForTheAnswer() throws {
        let call = try Call()
        let answer = try call.accept(offer: call.sender.offer())
        call.run(.milliseconds(40))
        let answered = call.now
        try call.sender.accept(answer: answer, now: answered)
        #expect(call.run(.seconds(1)) { $0.connectedAt != nil })
        #expect(call.now - answered <= .milliseconds(5))
    }
}
