import Wire

/// Why a connection to Redis is of no use, or a command got no answer.
package enum RedisFailure: Error, Equatable, CustomStringConvertible {
    case unreachable(String)
    /// Redis said no: the password, the database, or a command that it will not take.
    case refused(String)
    /// Nothing was heard for so long.
    case silent(Duration)
    case malformed(RESPError)
    case closed

    package var description: String {
        switch self {
        case .unreachable(let why): "cannot be reached: \(why)"
        case .refused(let words): "refused: \(words)"
        case .silent(let time): "has not answered for \(Int(time.seconds.rounded())) s"
        case .malformed(let error): "says what is no RESP 2 (\(error))"
        case .closed: "has closed the connection"
        }
    }
}
