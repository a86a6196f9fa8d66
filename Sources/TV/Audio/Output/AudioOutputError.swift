/// Why a sound device cannot be used, now or any more.
package enum AudioOutputError: Error, Equatable {
    /// There is no such device, or it was unplugged.
    case missing(device: String, reason: String)
    /// Another program has it.
    case busy(device: String)
    case denied(device: String)
    /// It cannot play stereo at 48 kHz, not even by conversion.
    case unsuitable(device: String, reason: String)
    /// It failed while playing.
    case failed(device: String, reason: String)
    /// It ran dry; it can go on.
    case underrun
}

extension AudioOutputError: CustomStringConvertible {
    /// What failed, why, what to do.
    package var description: String {
        switch self {
        case .missing(let device, let reason):
            "There is no sound: the device \(device) is missing (\(reason)). Plug it in, or name another in audio.device "
                + "('aplay -L' lists them)."
        case .busy(let device):
            "There is no sound: another program uses the device \(device). Close it, or name another device in audio.device."
        case .denied(let device):
            "There is no sound: this user may not use the device \(device). Add the user to the group audio."
        case .unsuitable(let device, let reason):
            "There is no sound: the device \(device) does not take stereo at 48 kHz (\(reason)). Name another in audio.device."
        case .failed(let device, let reason):
            "The sound stopped: the device \(device) failed (\(reason)). It is tried again; check its cable, or name another in "
                + "audio.device."
        case .underrun: "The sound broke off: the device was not served in time. Give the TV fewer other tasks."
        }
    }
}
