extension IPAddress {
    /// The IPv4 address of a client that came through a dual-stack socket (RFC 4291 §2.5.5.2); anything else as it is.
    package var unmapped: IPAddress {
        if case .v6(0, let low) = self, low >> 32 == 0xFFFF { .v4(UInt32(truncatingIfNeeded: low)) } else { self }
    }
}
