package import Wire

/// A multicast DNS message, reduced to the addresses of hosts (RFC 6762 §18).
package struct MDNSMessage: Hashable, Sendable {
    /// RFC 6762 §17.
    package static let maximumLength = 9000
    static let maximumEntries = 128

    package struct Question: Hashable, Sendable {
        package enum Kind: UInt16, Sendable {
            case a = 1
            case aaaa = 28
            case any = 255
        }

        /// Lower case.
        package var name: String
        package var kind: Kind

        package init(_ name: String, _ kind: Kind) {
            self.name = name
            self.kind = kind
        }
    }

    /// An A or AAAA record.
    package struct AddressRecord: Hashable, Sendable {
        /// Lower case.
        package var name: String
        package var address: IPAddress
        /// Seconds; 0 says goodbye (RFC 6762 §10.1).
        package var timeToLive: UInt32

        package init(_ name: String, _ address: IPAddress, timeToLive: UInt32 = 120) {
            self.name = name
            self.address = address
            self.timeToLive = timeToLive
        }
    }

    package var isResponse: Bool
    /// Those for addresses of names of letters, digits, hyphens and underscores; others are left out when read.
    package var questions: [Question]
    /// Of all sections of a response: browsers put an address of the other family among the additional records.
    package var records: [AddressRecord]

    package init(isResponse: Bool, questions: [Question] = [], records: [AddressRecord] = []) {
        self.isResponse = isResponse
        self.questions = questions
        self.records = records
    }

    /// Asks for both kinds of address in one message.
    static func query(for name: String) -> MDNSMessage {
        MDNSMessage(isResponse: false, questions: [Question(name, .a), Question(name, .aaaa)])
    }
}
