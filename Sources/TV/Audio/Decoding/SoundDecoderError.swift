/// Why libopus gave no sound.
package enum SoundDecoderError: Error, Equatable {
    case unavailable(code: Int)
    /// The packet is damaged.
    case corrupt(code: Int)
}
