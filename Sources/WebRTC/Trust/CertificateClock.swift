/// What is known of the time when a certificate's dates are to be looked at. Seconds since 1970.
package struct CertificateClock: Sendable, Equatable {
    /// What the clock says.
    package var now: Int64
    /// Whether someone who knows has told it.
    package var isSet: Bool
    /// It is not earlier than this, whatever the clock says.
    package var floor: Int64

    package init(now: Int64, isSet: Bool, floor: Int64) {
        self.now = now
        self.isSet = isSet
        self.floor = floor
    }

    package static var system: CertificateClock {
        CertificateClock(now: SystemClock.seconds, isSet: SystemClock.isSynchronized, floor: SystemClock.buildTime)
    }

    /// The time to look at a certificate's dates with.
    ///
    /// A clock that nobody has set may be years behind. An authority signs nothing for the future, so it is not earlier than the
    /// certificate was made; that it has ended is seen as far as the clock and the floor know.
    package func time(forCertificateFrom start: Int64) -> Int64 {
        isSet ? now : max(now, floor, start)
    }
}
