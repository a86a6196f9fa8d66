/// Why a datagram is not a multicast DNS message that can be read (RFC 1035 §4.1, RFC 6762 §18).
package enum MDNSError: Error, Equatable {
    /// It ends before what it announces does.
    case truncated
    /// More than `MDNSMessage.maximumLength` bytes.
    case tooLarge
    /// Not a standard query or its answer, or one that reports an error.
    case unsupported
    /// A label of more than 63 bytes, a name of more than 255, or a pointer that does not point back.
    case malformedName
    /// More questions or records than anybody needs.
    case tooManyEntries
}
