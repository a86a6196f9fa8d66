import Synchronization

/// A place for something that does not exist yet when those who will need it are made. Any thread may call.
final class Handover<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    var value: Value? {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}
