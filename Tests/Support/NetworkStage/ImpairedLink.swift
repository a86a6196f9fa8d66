import CNetworkStage
import Foundation
import Glibc
package import LiveProcesses
package import NetworkEmulator
import Synchronization
import Wire

/// The only way between two networks: each IP packet passes through this process, and UDP suffers what the emulator's seeded
/// link model says, in real time. Everything else, such as the signalling, passes at once.
package final class ImpairedLink: Sendable {
    package static let nearAddress = "10.78.0.1"
    package static let farAddress = "10.78.0.2"
    /// What the emulator knows the two ends as: it is asked for conditions, not for routing.
    private static let near = TransportAddress(.v4(0x0A4E_0001), 1)
    private static let far = TransportAddress(.v4(0x0A4E_0002), 1)

    private let devices: [Int32]
    /// Reading end and writing end; whatever comes, or its closing, ends the thread.
    private let stopPipe: [Int32]
    private let emulator: Mutex<NetworkEmulator>

    /// Joins the two with a TUN device in each.
    package init(
        near nearNetwork: NetworkNamespace,
        far farNetwork: NetworkNamespace,
        seed: UInt64,
        conditions: LinkConditions
    ) async throws {
        var network = NetworkEmulator(seed: seed, conditions: conditions)
        network.attach(ImpairedLink.near, to: .near)
        network.attach(ImpairedLink.far, to: .far)
        emulator = Mutex(network)
        devices = [try ImpairedLink.device(in: nearNetwork), try ImpairedLink.device(in: farNetwork)]
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw LiveProcess.Failure(description: "no pipe") }
        stopPipe = ends
        for (namespace, own) in [(nearNetwork, ImpairedLink.nearAddress), (farNetwork, ImpairedLink.farAddress)] {
            try await namespace.run(
                """
                sysctl -qw net.ipv6.conf.wan.disable_ipv6=1
                ip address add \(own)/24 dev wan
                ip link set wan txqueuelen 4000 up
                ip route add default dev wan
                """
            )
        }
        Thread.detachNewThread { [self] in carry() }
    }

    /// Ends the link. Until then its thread keeps it.
    package func stop() {
        _ = write(stopPipe[1], "x", 1)
    }

    deinit {
        for descriptor in devices + stopPipe { close(descriptor) }
    }

    /// Of both directions.
    package func setConditions(_ conditions: LinkConditions) {
        emulator.withLock { $0.conditions = conditions }
    }

    /// Of what was sent to `side`.
    package func statistics(to side: NetworkEmulator.Side) -> LinkStatistics {
        emulator.withLock { $0.statistics(to: side) }
    }

    private static func device(in namespace: NetworkNamespace) throws -> Int32 {
        let descriptor = try namespace.enter { stage_open_tun("wan") }
        guard descriptor >= 0 else {
            throw LiveProcess.Failure(description: "no TUN device: \(String(cString: strerror(errno)))")
        }
        return descriptor
    }

    private func carry() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let deadline = emulator.withLock { deliver(&$0) }
            let wait = deadline.map { max(($0 - ImpairedLink.now).nanoseconds, 0) } ?? -1
            let ready = stage_wait(devices + [stopPipe[0]], 3, wait)
            if ready < 0 || ready & 4 != 0 { return }
            for side in 0...1 where ready & 1 << side != 0 { receive(from: side, &buffer) }
        }
    }

    private func receive(from side: Int, _ buffer: inout [UInt8]) {
        while true {
            let count = read(devices[side], &buffer, buffer.count)
            guard count > 0 else { return }
            let packet = Array(buffer.prefix(count))
            guard ImpairedLink.isUDP(packet) else {
                ImpairedLink.put(packet, into: devices[1 - side])
                continue
            }
            let ends = side == 0 ? (ImpairedLink.near, ImpairedLink.far) : (ImpairedLink.far, ImpairedLink.near)
            emulator.withLock { $0.send(packet, from: ends.0, to: ends.1, now: ImpairedLink.now) }
        }
    }

    /// - Returns: when something is due next.
    private func deliver(_ emulator: inout NetworkEmulator) -> MonotonicTime? {
        while let delivery = emulator.nextDelivery(now: ImpairedLink.now) {
            ImpairedLink.put(delivery.bytes, into: devices[delivery.destination == ImpairedLink.far ? 1 : 0])
        }
        return emulator.nextDeadline
    }

    /// RFC 791 §3.1: version 4, protocol 17.
    private static func isUDP(_ packet: [UInt8]) -> Bool {
        packet.count > 20 && packet[0] >> 4 == 4 && packet[9] == 17
    }

    private static func put(_ packet: [UInt8], into device: Int32) {
        _ = write(device, packet, packet.count)
    }

    private static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
