import Wire

/// Samples at 48 kHz and the time they take.
package enum SampleTime {
    /// How long so many samples last. Counts of samples stay far below the 2⁴⁷ at which nanoseconds would wrap.
    package static func duration(_ samples: Int64) -> Duration {
        // 10⁹ / 48 000, in whole numbers.
        .nanoseconds(samples &* 62_500 / 3)
    }

    package static func duration(_ samples: Int) -> Duration { duration(Int64(samples)) }

    /// How many whole samples fit into a time.
    package static func samples(_ duration: Duration) -> Int64 { duration.nanoseconds / 62_500 * 3 }
}
