/// What was dropped because it meant nothing, each kind counted; for metrics and the doctor.
package struct ReceiverCounters: Sendable, Equatable {
    package var sessionsStarted = 0
    package var sessionsProjected = 0
    package var sendersRefused = 0
    package var offersRepeated = 0
    package var candidatesEchoed = 0
    /// No offer came for them in time, or there was no room to keep them.
    package var candidatesForNobody = 0
    package var unexpectedAnswers = 0
    package var unansweredRenegotiations = 0
    /// Peer reports about sessions that are gone.
    package var latePeerEvents = 0
    /// Session ends for nobody.
    package var strayEnds = 0

    package init() {}
}
