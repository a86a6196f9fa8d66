import CALSA
import Glibc

/// A sound device of ALSA that plays interleaved stereo of 16 bits at 48 kHz. Belongs to one thread; no function waits for sound.
@safe struct ALSAOutput: ~Copyable {
    static let channels = 2
    private static let sampleRate: CUnsignedInt = 48_000
    private static let wantedPeriod: snd_pcm_uframes_t = 480
    private static let wantedBuffer: snd_pcm_uframes_t = 4800

    let device: String
    /// Samples the device holds at most.
    let capacity: Int
    /// Samples it takes at a time.
    let period: Int
    private let pcm: OpaquePointer

    /// Opens a device by its ALSA name. One that cannot play what we have is asked to convert.
    ///
    /// - Parameter startsAt: samples that must be there before the device begins.
    init(device: String, startsAt: Int) throws(AudioOutputError) {
        diascope_alsa_keep_quiet()
        do throws(AudioOutputError) {
            try self.init(name: device, device: device, startsAt: startsAt)
        } catch .unsuitable(_, let reason) {
            guard !device.hasPrefix("plug"), !device.contains("'") else { throw .unsuitable(device: device, reason: reason) }
            try self.init(name: "plug:'\(device)'", device: device, startsAt: startsAt)
        }
    }

    private init(name: String, device: String, startsAt: Int) throws(AudioOutputError) {
        var opened: OpaquePointer?
        let code = unsafe snd_pcm_open(&opened, name, SND_PCM_STREAM_PLAYBACK, CInt(SND_PCM_NONBLOCK))
        guard code == 0, let pcm = unsafe opened else { throw Self.openingError(code, device) }
        do throws(AudioOutputError) {
            (capacity, period) = try unsafe Self.configure(pcm, device: device, startsAt: startsAt)
        } catch {
            unsafe snd_pcm_close(pcm)
            throw error
        }
        unsafe self.pcm = unsafe pcm
        self.device = device
    }

    deinit {
        // What is still in it is dropped: draining would wait.
        unsafe snd_pcm_drop(pcm)
        unsafe snd_pcm_close(pcm)
    }

    /// Samples that are in the device's buffer, and samples until the next one written is heard, which may be many more where a
    /// sound server stands behind it.
    func position() throws(AudioOutputError) -> (queued: Int, delay: Int) {
        var available: snd_pcm_sframes_t = 0
        var delay: snd_pcm_sframes_t = 0
        let code = unsafe snd_pcm_avail_delay(pcm, &available, &delay)
        guard code >= 0 else { throw failure(CInt(clamping: code)) }
        let queued = max(0, capacity - min(max(Int(available), 0), capacity))
        // Some plugins report nothing, or nonsense.
        return (queued, (0...480_000).contains(Int(delay)) ? max(Int(delay), queued) : queued)
    }

    /// Hands over samples, interleaved; returns how many of each channel were taken.
    mutating func write(_ samples: [Int16]) throws(AudioOutputError) -> Int {
        let frames = samples.count / Self.channels
        let code = unsafe samples.withUnsafeBufferPointer {
            unsafe snd_pcm_writei(pcm, $0.baseAddress, snd_pcm_uframes_t(frames))
        }
        if code == -Int(EAGAIN) { return 0 }
        guard code >= 0 else { throw failure(CInt(clamping: code)) }
        return Int(code)
    }

    /// Makes the device take samples again after it ran dry or slept.
    mutating func recover() throws(AudioOutputError) {
        let code = unsafe snd_pcm_prepare(pcm)
        guard code == 0 else { throw failure(code) }
    }

    private func failure(_ code: CInt) -> AudioOutputError {
        switch -code {
        case EPIPE, ESTRPIPE: .underrun
        case ENODEV, ENXIO, EBADFD: .missing(device: device, reason: Self.reason(code))
        default: .failed(device: device, reason: Self.reason(code))
        }
    }
}

extension ALSAOutput {
    private static func configure(
        _ pcm: OpaquePointer,
        device: String,
        startsAt: Int
    ) throws(AudioOutputError) -> (capacity: Int, period: Int) {
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_hw_params_malloc(&allocated) == 0, let hardware = unsafe allocated else {
            throw .unsuitable(device: device, reason: "out of memory")
        }
        defer { unsafe snd_pcm_hw_params_free(hardware) }
        func check(_ code: CInt) throws(AudioOutputError) {
            guard code >= 0 else { throw .unsuitable(device: device, reason: reason(code)) }
        }
        var period = wantedPeriod
        var buffer = wantedBuffer
        try check(unsafe snd_pcm_hw_params_any(pcm, hardware))
        try check(unsafe snd_pcm_hw_params_set_access(pcm, hardware, SND_PCM_ACCESS_RW_INTERLEAVED))
        try check(unsafe snd_pcm_hw_params_set_format(pcm, hardware, SND_PCM_FORMAT_S16_LE))
        try check(unsafe snd_pcm_hw_params_set_channels(pcm, hardware, CUnsignedInt(channels)))
        try check(unsafe snd_pcm_hw_params_set_rate(pcm, hardware, sampleRate, 0))
        try check(unsafe snd_pcm_hw_params_set_period_size_near(pcm, hardware, &period, nil))
        try check(unsafe snd_pcm_hw_params_set_buffer_size_near(pcm, hardware, &buffer))
        try check(unsafe snd_pcm_hw_params(pcm, hardware))
        try unsafe start(pcm, device: device, at: min(startsAt, Int(buffer - min(period, buffer))))
        return (Int(buffer), Int(period))
    }

    private static func start(_ pcm: OpaquePointer, device: String, at threshold: Int) throws(AudioOutputError) {
        var allocated: OpaquePointer?
        guard unsafe snd_pcm_sw_params_malloc(&allocated) == 0, let software = unsafe allocated else {
            throw .unsuitable(device: device, reason: "out of memory")
        }
        defer { unsafe snd_pcm_sw_params_free(software) }
        var code = unsafe snd_pcm_sw_params_current(pcm, software)
        if code >= 0 { code = unsafe snd_pcm_sw_params_set_start_threshold(pcm, software, snd_pcm_uframes_t(max(threshold, 1))) }
        if code >= 0 { code = unsafe snd_pcm_sw_params(pcm, software) }
        guard code >= 0 else { throw .unsuitable(device: device, reason: reason(code)) }
    }

    private static func openingError(_ code: CInt, _ device: String) -> AudioOutputError {
        switch -code {
        case EBUSY, EAGAIN: .busy(device: device)
        case EACCES, EPERM: .denied(device: device)
        default: .missing(device: device, reason: reason(code))
        }
    }

    private static func reason(_ code: CInt) -> String {
        unsafe snd_strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
