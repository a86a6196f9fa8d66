/// Packets a receiver misses (RFC 4585 §6.2.1).
package struct GenericNack: Sendable, Equatable {
    /// A missing packet and, as a bit mask, which of the 16 after it are missing too.
    package struct Item: Sendable, Equatable {
        package var packetID: UInt16
        package var followingLost: UInt16

        package init(packetID: UInt16, followingLost: UInt16) {
            self.packetID = packetID
            self.followingLost = followingLost
        }
    }

    package var senderSSRC: UInt32
    package var mediaSSRC: UInt32
    package var items: [Item]

    package init(senderSSRC: UInt32, mediaSSRC: UInt32, items: [Item]) {
        self.senderSSRC = senderSSRC
        self.mediaSSRC = mediaSSRC
        self.items = items
    }

    /// Packs sequence numbers that ascend (wrapping) into as few items as possible.
    package init(senderSSRC: UInt32, mediaSSRC: UInt32, missing: some Sequence<UInt16>) {
        var items: [Item] = []
        var current: Item?
        for sequence in missing {
            if var item = current {
                let distance = sequence &- item.packetID
                if (1...16).contains(distance) {
                    item.followingLost |= 1 << (distance - 1)
                    current = item
                    continue
                }
                items.append(item)
            }
            current = Item(packetID: sequence, followingLost: 0)
        }
        if let current { items.append(current) }
        self.init(senderSSRC: senderSSRC, mediaSSRC: mediaSSRC, items: items)
    }

    /// The missing sequence numbers, item by item.
    package var missing: [UInt16] {
        var missing: [UInt16] = []
        for item in items {
            missing.append(item.packetID)
            for bit: UInt16 in 0..<16 where item.followingLost >> bit & 1 == 1 {
                missing.append(item.packetID &+ bit &+ 1)
            }
        }
        return missing
    }
}
