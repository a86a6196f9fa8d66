extension Settings {
    /// What the room server takes from one network (an IPv4 address, an IPv6 /64), one connection and all together.
    package struct Limits: Equatable, Sendable {
        /// Wrong codes of one network at once, and seconds until it gets one more.
        package var failedJoins = 5
        package var failedJoinInterval = 6
        /// Wrong codes of one connection before it is closed.
        package var failedJoinsPerConnection = 5
        /// Wrong codes of everybody in one second.
        package var failedJoinsPerSecond = 50
        /// New connections of one network; 0 is no limit.
        package var handshakesPerSecond = 10
        /// Connections of one network that are not TVs; 0 is no limit.
        package var connectionsPerAddress = 50
        /// Messages of one connection; 0 is no limit.
        package var messagesPerSecond = 30
        /// KiB of one message.
        package var messageSize = 128
        /// Senders at one TV.
        package var senders = 8
        /// Candidates of one side in one negotiation.
        package var candidates = 200
        /// New codes of one network at once; one more comes each second.
        package var newCodes = 60
        /// Days that the code of a TV which is away is given to nobody else.
        package var codeReservation = 7
    }
}
