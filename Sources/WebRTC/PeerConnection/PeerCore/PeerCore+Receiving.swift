import DTLS
import ICE
import RTP
import SRTP
package import Wire

extension PeerCore {
    /// Media that overtakes the end of the handshake is kept for the keys: the first packets of a key frame.
    private static let earlyMediaLimit = 64
    /// A ClientHello is two datagrams, and may be repeated once before the answer arrives.
    private static let earlyHandshakeLimit = 4

    /// Takes a datagram from the network; `arrival` is when it left the socket.
    package mutating func receive(_ datagram: consuming Datagram, arrival: MonotonicTime) {
        guard state != .ended else { return }
        if !gatherer.receive(datagram.bytes.span, local: datagram.local, remote: datagram.remote, now: arrival) {
            demultiplex(datagram, arrival: arrival)
        }
        process(now: arrival)
    }

    /// A datagram of the peer's, by whichever way it came.
    mutating func demultiplex(_ datagram: consuming Datagram, arrival: MonotonicTime) {
        guard isUsable(local: datagram.local) else {
            drops.unvalidated += 1
            return
        }
        switch DatagramKind(of: datagram.bytes.span) {
        case .stun:
            ice.receive(datagram.bytes.span, local: datagram.local, remote: datagram.remote, now: arrival)
            shareRoundTripTime()
        case .dtls: receiveHandshake(datagram, now: arrival)
        case .rtp: receiveMedia(datagram, isRTCP: false, arrival: arrival)
        case .rtcp: receiveMedia(datagram, isRTCP: true, arrival: arrival)
        case .unknown: drops.unknown += 1
        }
    }

    private mutating func receiveHandshake(_ datagram: Datagram, now: MonotonicTime) {
        // A ClientHello from an address that passed no check is somebody else's: dropped in silence, never alerted.
        guard ice.isValidated(local: datagram.local, remote: datagram.remote) else {
            drops.unvalidated += 1
            return
        }
        guard dtls != nil else {
            guard earlyHandshake.count < PeerCore.earlyHandshakeLimit else {
                drops.early += 1
                return
            }
            earlyHandshake.append(datagram)
            return
        }
        handshakePath = AddressPair(local: datagram.local, remote: datagram.remote)
        handshakeStarted = true
        dtls?.receive(datagram.bytes.span, now: now)
    }

    private mutating func receiveMedia(_ datagram: consuming Datagram, isRTCP: Bool, arrival: MonotonicTime) {
        guard ice.isValidated(local: datagram.local, remote: datagram.remote) else {
            drops.unvalidated += 1
            return
        }
        guard inbound != nil else {
            guard earlyMedia.count < PeerCore.earlyMediaLimit else {
                drops.early += 1
                return
            }
            earlyMedia.append((datagram, arrival))
            return
        }
        unprotect(datagram.bytes, isRTCP: isRTCP, arrival: arrival)
    }

    private mutating func unprotect(_ protected: consuming [UInt8], isRTCP: Bool, arrival: MonotonicTime) {
        var packet = protected
        do throws(SRTPError) {
            if isRTCP {
                try inbound?.unprotectRTCP(&packet)
                video?.receive(rtcp: packet, now: arrival)
                audio?.receive(rtcp: packet, now: arrival)
            } else {
                try inbound?.unprotectRTP(&packet)
                if isAudio(packet) {
                    receiveSound(packet, arrival: arrival)
                } else {
                    video?.receive(rtp: packet, arrival: arrival)
                }
            }
            ice.note(authenticatedMediaAt: arrival)
        } catch .replay {
            drops.replayed += 1
        } catch .tooOld {
            drops.replayed += 1
        } catch {
            drops.unauthenticated += 1
        }
    }

    /// Told apart by the payload type, which one transport gives to one codec only (RFC 9143 §9.2).
    private func isAudio(_ packet: [UInt8]) -> Bool {
        guard let audio, packet.count > 1 else { return false }
        return audio.claims(payloadType: packet[1] & 0x7F)
    }

    private mutating func receiveSound(_ bytes: [UInt8], arrival: MonotonicTime) {
        guard let packet = try? RTPPacket(parsing: bytes) else {
            drops.unknown += 1
            return
        }
        // The sender's one count of all packets of the transport is reported with the video.
        video?.countTransport(of: packet, arrival: arrival)
        audio?.receive(packet, arrival: arrival)
    }

    /// Media that came before the keys goes through now, stamped as it came.
    mutating func releaseEarlyMedia() {
        let kept = earlyMedia
        earlyMedia = []
        for (datagram, arrival) in kept {
            unprotect(datagram.bytes, isRTCP: DatagramKind(of: datagram.bytes.span) == .rtcp, arrival: arrival)
        }
    }
}
