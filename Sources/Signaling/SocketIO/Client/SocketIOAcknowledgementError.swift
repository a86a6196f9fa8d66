/// Why an event was not answered.
package enum SocketIOAcknowledgementError: Error, Equatable {
    /// The connection was lost first: whether the server saw the event is unknown.
    case disconnected
    case timedOut
}
