import CEC
import Wire

/// Messages of a bus, each with its length before it, and between them what the TV's service asks for.
@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))[...]
    var machine = CECMachine()
    var now = MonotonicTime(nanoseconds: 0)
    machine.addressed(physical: 0x1000, logical: 4)
    while let head = bytes.popFirst() {
        let message = Array(bytes.prefix(Int(head & 0x1F)))
        bytes = bytes.dropFirst(message.count)
        now = now + .milliseconds(100)
        switch head >> 5 {
        case 1: machine.switchOn()
        case 2: machine.standBy()
        case 3: machine.addressed(physical: message.first.map { UInt16($0) << 8 }, logical: message.last.map { $0 & 0xF })
        default: machine.received(message, now: now)
        }
        var answers = 0
        while let action = machine.pollAction() {
            answers += 1
            precondition(answers <= 3)
            // A message on the bus has 1 to 16 bytes.
            if case .transmit(let message) = action { precondition((1...16).contains(message.count)) }
        }
    }
    return 0
}
