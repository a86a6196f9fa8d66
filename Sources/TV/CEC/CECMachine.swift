package import Input
package import Wire

/// A playback device on the bus of HDMI-CEC (HDMI 1.4b, supplement 1): turns the TV on and takes its picture, turns it off, and
/// hears its remote control.
///
/// Told the time. One for each adapter.
package struct CECMachine: Sendable {
    package enum Action: Sendable, Equatable {
        /// Header byte, opcode, operands.
        case transmit([UInt8])
        case key(RemoteKey)
        /// Somebody chose this box's socket at the TV.
        case selected
    }

    private enum ActiveSource: Equatable {
        case unknown
        case us
        case other
    }

    /// A key that is held is told of again within this time.
    private static let longestRepeat = Duration.seconds(1)

    private var physical: UInt16?
    private var logical: UInt8?
    private var active = ActiveSource.unknown
    /// The picture is to be ours as soon as we have an address.
    private var isPictureWanted = false
    private var held: (key: UInt8, at: MonotonicTime)?
    private var actions: [Action] = []

    package init() {}

    /// What to do, in this order; `nil` when there is nothing more.
    package mutating func pollAction() -> Action? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    /// What the adapter has become: `nil` is "no display" and "no address yet".
    ///
    /// - Parameters:
    ///   - physical: where we are in the tree of sockets, such as 0x1000.
    ///   - logical: our address on the bus, 0…14.
    package mutating func addressed(physical: UInt16?, logical: UInt8?) {
        let isNew = logical != nil && (self.logical != logical || self.physical != physical)
        self.physical = physical
        self.logical = logical
        guard isNew else { return }
        active = .unknown
        if isPictureWanted { return takePicture() }
        // Whoever has the TV's picture says so: it is not for us to turn off then.
        broadcast([Opcode.requestActiveSource])
    }

    /// Somebody is about to be seen.
    package mutating func switchOn() {
        isPictureWanted = true
        takePicture()
    }

    /// Nobody has been seen for long. A TV that shows something else stays on.
    package mutating func standBy() {
        isPictureWanted = false
        guard active != .other, logical != nil else { return }
        send([Opcode.standby], to: Address.tv)
        active = .unknown
    }

    /// - Parameter message: header byte, opcode, operands; anything that came over the bus.
    package mutating func received(_ message: [UInt8], now: MonotonicTime) {
        guard message.count >= 2, message.count <= 16, let logical else { return }
        let (initiator, destination, opcode) = (message[0] >> 4, message[0] & 0xF, message[1])
        guard initiator != logical, destination == logical || destination == Address.broadcast else { return }
        let operands = message.dropFirst(2)
        switch opcode {
        case Opcode.activeSource: if let path = path(operands) { active = path == physical ? .us : .other }
        case Opcode.routingChange: follow(path(operands.dropFirst(2)))
        case Opcode.setStreamPath, Opcode.routingInformation: follow(path(operands))
        case Opcode.requestActiveSource: if active == .us { announcePicture() }
        case Opcode.standby: active = .unknown
        case Opcode.userControlPressed: if let code = operands.first { pressed(code, now: now) }
        case Opcode.userControlReleased: held = nil
        default: if destination == logical { answer(opcode, to: initiator) }
        }
    }

    private mutating func answer(_ opcode: UInt8, to initiator: UInt8) {
        switch opcode {
        // On.
        case Opcode.giveDevicePowerStatus: send([Opcode.reportPowerStatus, 0], to: initiator)
        // Activated: some TVs send keys only then.
        case Opcode.menuRequest: send([Opcode.menuStatus, 0], to: initiator)
        case Opcode.featureAbort, Opcode.reportPowerStatus, Opcode.menuStatus: break
        // Unrecognised. Never to a broadcast, and never to somebody who is not on the bus.
        default: if initiator != Address.broadcast { send([Opcode.featureAbort, opcode, 0], to: initiator) }
        }
    }

    private mutating func follow(_ path: UInt16?) {
        guard let path, let physical else { return }
        guard path == physical else {
            active = .other
            return
        }
        active = .us
        announcePicture()
        actions.append(.selected)
    }

    private mutating func pressed(_ code: UInt8, now: MonotonicTime) {
        let isHeld = held.map { $0.key == code && now - $0.at < Self.longestRepeat } ?? false
        held = (code, now)
        if !isHeld, let key = CECKeyMap.key(code) { actions.append(.key(key)) }
    }

    private mutating func takePicture() {
        guard logical != nil, physical != nil else {
            // A TV that sleeps deeply takes its socket's address away, and listens to anybody who wants it on.
            actions.append(.transmit([Address.unregistered << 4 | Address.tv, Opcode.imageViewOn]))
            return
        }
        isPictureWanted = false
        send([Opcode.imageViewOn], to: Address.tv)
        active = .us
        announcePicture()
    }

    private mutating func announcePicture() {
        guard let physical else { return }
        broadcast([Opcode.activeSource, UInt8(truncatingIfNeeded: physical >> 8), UInt8(truncatingIfNeeded: physical)])
    }

    private mutating func broadcast(_ body: [UInt8]) { send(body, to: Address.broadcast) }

    private mutating func send(_ body: [UInt8], to destination: UInt8) {
        guard let logical else { return }
        actions.append(.transmit([logical << 4 | destination] + body))
    }

    private func path(_ operands: ArraySlice<UInt8>) -> UInt16? {
        guard operands.count >= 2 else { return nil }
        return UInt16(operands[operands.startIndex]) << 8 | UInt16(operands[operands.startIndex + 1])
    }
}

private enum Address {
    static let tv: UInt8 = 0
    static let broadcast: UInt8 = 15
    static let unregistered: UInt8 = 15
}

/// CEC 1.4, table 7 and following.
private enum Opcode {
    static let featureAbort: UInt8 = 0x00
    static let imageViewOn: UInt8 = 0x04
    static let standby: UInt8 = 0x36
    static let userControlPressed: UInt8 = 0x44
    static let userControlReleased: UInt8 = 0x45
    static let routingChange: UInt8 = 0x80
    static let routingInformation: UInt8 = 0x81
    static let activeSource: UInt8 = 0x82
    static let requestActiveSource: UInt8 = 0x85
    static let setStreamPath: UInt8 = 0x86
    static let menuRequest: UInt8 = 0x8D
    static let menuStatus: UInt8 = 0x8E
    static let giveDevicePowerStatus: UInt8 = 0x8F
    static let reportPowerStatus: UInt8 = 0x90
}
