/// What is to be heard next. Durations are in samples at 48 kHz, multiples of 120 as decoders want them.
package enum PlayoutStep: Sendable, Equatable {
    /// A packet, in its turn.
    case play(AudioPacket)
    /// The sound before this packet is lost, and it carries a copy (RFC 6716 §2.1.7). It is played itself after that.
    case recover(samples: Int, from: AudioPacket)
    /// Nothing is there: the decoder's guess.
    case conceal(samples: Int)
    /// The sender is silent, or has not begun.
    case silence(samples: Int)
}
