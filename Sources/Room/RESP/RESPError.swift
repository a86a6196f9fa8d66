/// Bytes that are no RESP 2, or more than was agreed to: the connection can't be read any further.
package enum RESPError: Error, Equatable {
    /// No value begins with this byte.
    case unknownType(UInt8)
    /// A length or an integer that is none.
    case badNumber
    case badLength(Int64)
    /// A line or a bulk string is not followed by CR LF.
    case missingLineEnd
    case lineTooLong
    case bulkTooLong(Int64)
    case arrayTooLong(Int64)
    case nestedTooDeep
}
