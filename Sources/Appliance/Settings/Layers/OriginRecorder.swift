import Configuration
import Synchronization

/// Writes down which layer the library took each value from.
final class OriginRecorder: AccessReporter {
    private let providers = Mutex<[String: String]>([:])

    /// The name of the provider that answered, by dotted key.
    var answeredBy: [String: String] { providers.withLock { $0 } }

    func report(_ event: AccessEvent) {
        let key = event.metadata.key.components.joined(separator: ".")
        for result in event.providerResults {
            guard case .success(let lookup) = result.result, lookup.value != nil else { continue }
            providers.withLock { $0[key] = result.providerName }
            return
        }
    }
}
