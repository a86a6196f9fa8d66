import Testing
import Wire

@Suite struct SequenceUnwrapperTests {
    @Test func goesOnCountingOverTheWrap() {
        var unwrapper = SequenceUnwrapper()
        #expect([65534, 65535, 0, 1].map { unwrapper.unwrap($0) } == [65534, 65535, 65536, 65537])
    }

    @Test func placesALatePacketBeforeTheWrap() {
        var unwrapper = SequenceUnwrapper()
        _ = unwrapper.unwrap(65535)
        _ = unwrapper.unwrap(2)
        #expect(unwrapper.unwrap(65534) == 65534)
        #expect(unwrapper.unwrap(3) == 65539)
    }

    @Test func givesNegativeNumbersToPacketsOlderThanTheFirst() {
        var unwrapper = SequenceUnwrapper()
        _ = unwrapper.unwrap(1)
        #expect(unwrapper.unwrap(65535) == -1)
    }
}
