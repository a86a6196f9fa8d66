import DTLS
import ICE
import RTP
import SRTP
package import Wire

extension PeerCore {
    /// Media that overtakes the end of the handshake is kept for the keys: the first packets of a key frame.
    private static let earlyMediaLimit = 64

    /// Takes a datagram from the network; `arrival` is when it left the socket.
    package mutating func receive(_ datagram: consuming Datagram, arrival: MonotonicTime) {
        guard state != .ended else { return }
        switch DatagramKind(of: datagram.bytes.span) {
        case .stun:
            ice.receive(datagram.bytes.span, local: datagram.local, remote: datagram.remote, now: arrival)
            shareRoundTripTime()
        case .dtls: receiveHandshake(datagram, now: arrival)
        case .rtp: receiveMedia(datagram, isRTCP: false, arrival: arrival)
        case .rtcp: receiveMedia(datagram, isRTCP: true, arrival: arrival)
        case .unknown: drops.unknown += 1
        }
        process(now: arrival)
    }

    private mutating func receiveHandshake(_ datagram: borrowing Datagram, now: MonotonicTime) {
        // A ClientHello from an address that passed no check is somebody else's: dropped in silence, never alerted.
        guard ice.isValidated(local: datagram.local, remote: datagram.remote) else {
            drops.unvalidated += 1
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
            } else {
                try inbound?.unprotectRTP(&packet)
                video?.receive(rtp: packet, arrival: arrival)
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

    /// Media that came before the keys goes through now, stamped as it came.
    mutating func releaseEarlyMedia() {
        let kept = earlyMedia
        earlyMedia = []
        for (datagram, arrival) in kept {
            unprotect(datagram.bytes, isRTCP: DatagramKind(of: datagram.bytes.span) == .rtcp, arrival: arrival)
        }
    }
}
