import COpus

/// One Opus stream being decoded by libopus, into stereo at 48 kHz whatever the sender recorded. Belongs to one thread.
@safe struct SoundDecoder: ~Copyable {
    static let channels = 2
    /// Samples of 120 ms, the most a packet may hold.
    static let longestPacket = 5760

    private let decoder: OpaquePointer

    init() throws(SoundDecoderError) {
        var code: CInt = 0
        guard let decoder = unsafe opus_decoder_create(48_000, CInt(Self.channels), &code), code == OPUS_OK else {
            throw .unavailable(code: Int(code))
        }
        unsafe self.decoder = unsafe decoder
    }

    deinit { unsafe opus_decoder_destroy(decoder) }

    /// Decodes a packet onto the end of `sound`, whose samples are interleaved. Returns how many there are in each channel.
    mutating func decode(_ packet: [UInt8], into sound: inout [Float]) throws(SoundDecoderError) -> Int {
        // libopus takes an empty packet for a lost one.
        guard !packet.isEmpty else { throw .corrupt(code: 0) }
        return try run(packet, samples: Self.longestPacket, redundancy: false, into: &sound)
    }

    /// What `packet` carries of the sound before it.
    mutating func recover(samples: Int, from packet: [UInt8], into sound: inout [Float]) throws(SoundDecoderError) -> Int {
        guard !packet.isEmpty else { throw .corrupt(code: 0) }
        return try run(packet, samples: samples, redundancy: true, into: &sound)
    }

    /// A guess at what is missing; the longer it goes on, the quieter.
    mutating func conceal(samples: Int, into sound: inout [Float]) throws(SoundDecoderError) -> Int {
        try run([], samples: samples, redundancy: false, into: &sound)
    }

    private mutating func run(
        _ packet: [UInt8],
        samples: Int,
        redundancy: Bool,
        into sound: inout [Float]
    ) throws(SoundDecoderError) -> Int {
        // Guesses come in multiples of 2.5 ms.
        let wanted = min(max(samples, 120), Self.longestPacket) / 120 * 120
        let start = sound.count
        sound.append(contentsOf: repeatElement(0, count: wanted * Self.channels))
        let count = unsafe sound.withUnsafeMutableBufferPointer { target in
            guard let base = target.baseAddress else { return OPUS_BAD_ARG }
            return unsafe packet.withUnsafeBufferPointer { bytes in
                unsafe opus_decode_float(
                    decoder,
                    bytes.isEmpty ? nil : bytes.baseAddress,
                    CInt(clamping: bytes.count),
                    base + start,
                    CInt(wanted),
                    redundancy ? 1 : 0
                )
            }
        }
        let decoded = min(max(Int(count), 0), wanted)
        sound.removeLast((wanted - decoded) * Self.channels)
        guard count >= 0 else { throw .corrupt(code: Int(count)) }
        return decoded
    }
}
