/// Why a text is not JSON, with the byte offset at which that became certain.
package enum JSONError: Error, Equatable {
    /// The text ended inside a value.
    case unexpectedEnd
    /// A byte that the grammar does not allow here, control characters inside strings included.
    case unexpectedByte(UInt8, at: Int)
    /// A complete value is followed by something else than white space.
    case trailingContent(at: Int)
    /// A string that is not UTF-8 (RFC 3629); the offset is that of the string's first byte.
    case invalidUTF8(at: Int)
    /// A backslash followed by none of RFC 8259 §7's letters, or by `u` without four hexadecimal digits.
    case invalidEscape(at: Int)
    /// Half of a surrogate pair on its own: no Unicode text contains it.
    case loneSurrogate(at: Int)
    /// A number beyond the range of `Double`, or written with more digits than anyone needs.
    case numberOutOfRange(at: Int)
    /// Arrays and objects nested deeper than the caller allows.
    case tooDeep(at: Int)
}
