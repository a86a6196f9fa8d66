import Wire

extension MDNSMessage {
    private static let responseFlag: UInt16 = 0x8000
    private static let internetClass: UInt16 = 1
    /// Asks for a unicast answer in questions, flushes caches in records (RFC 6762 §18.12, §18.13).
    private static let classFlag: UInt16 = 0x8000

    /// Reads a datagram. Records other than A and AAAA, other classes, and names that no host has, are skipped.
    package init(parsing datagram: Span<UInt8>) throws(MDNSError) {
        guard datagram.count <= MDNSMessage.maximumLength else { throw .tooLarge }
        var reader = DNSReader(datagram)
        // The transaction ID says nothing (RFC 6762 §18.1).
        _ = try reader.readUInt16()
        let flags = try reader.readUInt16()
        // RFC 6762 §18.3, §18.11: with another OPCODE or RCODE than zero it is ignored.
        guard flags & 0x780F == 0 else { throw .unsupported }
        let questionCount = try Int(reader.readUInt16())
        var recordCount = 0
        for _ in 0..<3 { recordCount += try Int(reader.readUInt16()) }
        guard questionCount + recordCount <= MDNSMessage.maximumEntries else { throw .tooManyEntries }
        self.init(isResponse: flags & MDNSMessage.responseFlag != 0)
        for _ in 0..<questionCount {
            if let question = try MDNSMessage.readQuestion(&reader) { questions.append(question) }
        }
        for _ in 0..<recordCount {
            if let record = try MDNSMessage.readRecord(&reader) { records.append(record) }
        }
    }

    private static func readQuestion(_ reader: inout DNSReader) throws(MDNSError) -> Question? {
        let name = try reader.readName()
        let kind = try Question.Kind(rawValue: reader.readUInt16())
        let isInternet = try reader.readUInt16() & ~classFlag == internetClass
        guard let name, let kind, isInternet else { return nil }
        return Question(name, kind)
    }

    private static func readRecord(_ reader: inout DNSReader) throws(MDNSError) -> AddressRecord? {
        let name = try reader.readName()
        let kind = try Question.Kind(rawValue: reader.readUInt16())
        let isInternet = try reader.readUInt16() & ~classFlag == internetClass
        let timeToLive = try reader.readUInt32()
        let length = try Int(reader.readUInt16())
        let data = try reader.readBytes(length)
        guard let name, isInternet, let address = IPAddress(bytes: data), kind == (address.isV4 ? .a : .aaaa) else { return nil }
        return AddressRecord(name, address, timeToLive: timeToLive)
    }

    /// The message's bytes, without compression. Names are those of hosts: labels of at most 63 bytes.
    package func serialized() -> [UInt8] {
        var writer = ByteWriter(reservingCapacity: 128)
        writer.write(0 as UInt16)
        // Answers are authoritative (RFC 6762 §18.4).
        writer.write(isResponse ? MDNSMessage.responseFlag | 0x0400 : 0)
        writer.write(UInt16(clamping: questions.count))
        writer.write(UInt16(clamping: records.count))
        writer.write(0 as UInt32)
        for question in questions {
            MDNSMessage.write(question.name, to: &writer)
            writer.write(question.kind.rawValue)
            writer.write(MDNSMessage.internetClass)
        }
        for record in records {
            MDNSMessage.write(record.name, to: &writer)
            writer.write((record.address.isV4 ? Question.Kind.a : .aaaa).rawValue)
            writer.write(MDNSMessage.internetClass)
            writer.write(record.timeToLive)
            let bytes = record.address.bytes
            writer.write(UInt16(bytes.count))
            writer.write(bytes)
        }
        return writer.bytes
    }

    private static func write(_ name: String, to writer: inout ByteWriter) {
        for label in name.utf8.split(separator: UInt8(ascii: ".")) {
            writer.write(UInt8(truncatingIfNeeded: min(label.count, 63)))
            writer.write(label.prefix(63))
        }
        writer.write(0 as UInt8)
    }
}
