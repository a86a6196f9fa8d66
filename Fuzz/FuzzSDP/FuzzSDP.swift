import DTLS
import ICE
import PeerCore
import SDP
import Wire

/// Reading a description, writing it, and answering it as an offer never traps, and what is written can be read.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    guard let description = try? SessionDescription(parsing: text) else { return 0 }
    // Invalid UTF-8 grows when it is replaced, and LF becomes CRLF, so the copy may be too large: nothing else may differ.
    if let copy = try? SessionDescription(parsing: description.serialized()) { precondition(copy == description) }
    for section in description.media {
        for codec in section.codecs.prefix(4) { _ = section.feedback(for: codec.payloadType) }
        _ = (section.sources, section.sourceGroups, section.headerExtensions, section.fingerprints)
    }
    if let session = try? AnswerNegotiation(answer: text).session {
        precondition(!session.remoteFingerprints.isEmpty)
        let again = try? AnswerNegotiation(answer: text, previous: session).session
        precondition(again == session)
    }
    guard let first = try? OfferNegotiation(offer: text) else { return 0 }
    let answer = try? SessionDescription(parsing: first.answer(parameters))
    precondition(answer?.media.count == description.media.count)
    precondition(answer?.media.map(\.mid) == description.media.map(\.mid))
    let second = try? OfferNegotiation(offer: text, previous: first.session)
    precondition(second?.session == first.session)
    return 0
}

private let parameters = DescriptionParameters(
    credentials: ICECredentials(usernameFragment: "fragment", password: Redacted("passwordOfTwentyFourChars")),
    fingerprint: fingerprint,
    sessionID: 1
)

private let fingerprint: DTLSFingerprint = {
    let value = Array(repeating: "AB", count: 32).joined(separator: ":")
    guard let fingerprint = try? DTLSFingerprint(algorithm: "sha-256", value: value) else { fatalError("not a fingerprint") }
    return fingerprint
}()
