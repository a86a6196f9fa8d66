import CEC
import Input
import Testing
import Wire

/// The messages of the specification, as bytes.
@Suite struct CECMachineTests {
    private static let now = MonotonicTime(nanoseconds: 1_000_000_000)

    private func machine() -> CECMachine {
        var machine = CECMachine()
        machine.addressed(physical: 0x2000, logical: 4)
        #expect(actions(&machine) == [.transmit([0x4F, 0x85])])
        return machine
    }

    private func actions(_ machine: inout CECMachine) -> [CECMachine.Action] {
        var actions: [CECMachine.Action] = []
        while let action = machine.pollAction() { actions.append(action) }
        return actions
    }

    private func hear(_ machine: inout CECMachine, _ message: [UInt8], at time: MonotonicTime = now) -> [CECMachine.Action] {
        machine.received(message, now: time)
        return actions(&machine)
    }

    @Test func turnsTheTVOnAndTakesItsPicture() {
        var machine = machine()
        machine.switchOn()
        #expect(actions(&machine) == [.transmit([0x40, 0x04]), .transmit([0x4F, 0x82, 0x20, 0x00])])
        #expect(hear(&machine, [0x0F, 0x85]) == [.transmit([0x4F, 0x82, 0x20, 0x00])])
    }

    @Test func wakesASleepingTVWithoutAnAddressAndTakesThePictureLater() {
        var machine = CECMachine()
        machine.switchOn()
        #expect(actions(&machine) == [.transmit([0xF0, 0x04])])
        machine.addressed(physical: 0x1000, logical: nil)
        #expect(actions(&machine).isEmpty)
        machine.addressed(physical: 0x1000, logical: 8)
        #expect(actions(&machine) == [.transmit([0x80, 0x04]), .transmit([0x8F, 0x82, 0x10, 0x00])])
        machine.addressed(physical: 0x1000, logical: 8)
        #expect(actions(&machine).isEmpty)
    }

    @Test func turnsOffATVThatShowsThisBoxOrNobodySaysWhat() {
        var machine = machine()
        machine.standBy()
        #expect(actions(&machine) == [.transmit([0x40, 0x36])])
        machine.switchOn()
        _ = actions(&machine)
        machine.standBy()
        #expect(actions(&machine) == [.transmit([0x40, 0x36])])
    }

    @Test(arguments: [[0x5F, 0x82, 0x10, 0x00], [0x0F, 0x80, 0x20, 0x00, 0x10, 0x00], [0x0F, 0x86, 0x00, 0x00]] as [[UInt8]])
    func leavesATVOnThatShowsSomethingElse(_ message: [UInt8]) {
        var machine = machine()
        #expect(hear(&machine, message).isEmpty)
        machine.standBy()
        #expect(actions(&machine).isEmpty)
    }

    @Test(arguments: [[0x0F, 0x80, 0x10, 0x00, 0x20, 0x00], [0x0F, 0x86, 0x20, 0x00]] as [[UInt8]])
    func isChosenAtTheTV(_ message: [UInt8]) {
        var machine = machine()
        #expect(hear(&machine, message) == [.transmit([0x4F, 0x82, 0x20, 0x00]), .selected])
    }

    @Test func hearsEachKeyOnceHoweverLongItIsHeld() {
        var machine = machine()
        #expect(hear(&machine, [0x04, 0x44, 0x35]) == [.key(.status)])
        #expect(hear(&machine, [0x04, 0x44, 0x35], at: Self.now + .milliseconds(400)).isEmpty)
        #expect(hear(&machine, [0x04, 0x44, 0x35], at: Self.now + .milliseconds(800)).isEmpty)
        #expect(hear(&machine, [0x04, 0x45]).isEmpty)
        #expect(hear(&machine, [0x04, 0x44, 0x35], at: Self.now + .milliseconds(900)) == [.key(.status)])
        // A release that got lost.
        #expect(hear(&machine, [0x04, 0x44, 0x35], at: Self.now + .seconds(3)) == [.key(.status)])
        #expect(hear(&machine, [0x04, 0x44, 0x00]) == [.key(.accept)])
        #expect(hear(&machine, [0x04, 0x44, 0x0D]) == [.key(.refuse)])
        #expect(hear(&machine, [0x04, 0x44, 0x41]).isEmpty)
    }

    @Test func answersWhatIsAskedOfItAlone() {
        var machine = machine()
        #expect(hear(&machine, [0x04, 0x8F]) == [.transmit([0x40, 0x90, 0])])
        #expect(hear(&machine, [0x04, 0x8D, 2]) == [.transmit([0x40, 0x8E, 0])])
        #expect(hear(&machine, [0x04, 0x89, 1, 2]) == [.transmit([0x40, 0x00, 0x89, 0])])
        // Neither broadcasts, nor somebody without an address, nor what is for another, nor an abort.
        for message in [[0x0F, 0x89, 1], [0xF4, 0x89, 1], [0x05, 0x8F], [0x04, 0x00, 0x90, 0], [0x4F, 0x85], [0x04], []] {
            #expect(hear(&machine, message.map(UInt8.init)).isEmpty)
        }
    }

    @Test func noMessageBreaksIt() {
        var machine = machine()
        for opcode in UInt8.min...UInt8.max {
            for length in 0...15 {
                _ = hear(&machine, [0x04, opcode] + [UInt8](repeating: opcode, count: length))
                _ = hear(&machine, [0x0F, opcode] + [UInt8](repeating: 0xFF, count: length))
            }
        }
        machine.switchOn()
        #expect(actions(&machine).first == .transmit([0x40, 0x04]))
    }
}
