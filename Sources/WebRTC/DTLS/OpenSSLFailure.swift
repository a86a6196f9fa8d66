import COpenSSL

/// What OpenSSL left in this thread's error queue, oldest first.
struct OpenSSLFailure {
    /// Reasons of the SSL library at and above this one are alerts received from the peer (ssl/ssl_err.c).
    private static let firstAlertReason: CInt = 1000

    private(set) var reasons: [String] = []
    private(set) var alert: UInt8?
    private(set) var isTimeout = false

    /// Empties the queue, so that a later call cannot be blamed for an earlier one.
    static func drain() -> OpenSSLFailure {
        var failure = OpenSSLFailure()
        while case let code = ERR_get_error(), code != 0 {
            let reason = ERR_GET_REASON(code)
            if ERR_GET_LIB(code) == ERR_LIB_SSL {
                if reason >= firstAlertReason { failure.alert = UInt8(truncatingIfNeeded: reason - firstAlertReason) }
                if reason == SSL_R_READ_TIMEOUT_EXPIRED { failure.isTimeout = true }
            }
            let text = unsafe ERR_reason_error_string(code)
            failure.reasons.append(unsafe text.map { unsafe String(cString: $0) } ?? "error \(code)")
        }
        return failure
    }

    private var text: String {
        reasons.isEmpty ? "no reason given" : reasons.joined(separator: ", ")
    }

    /// The failure of a call that only we are to blame for.
    func error(operation: String) -> DTLSError {
        .library(operation: operation, reason: text)
    }

    /// The failure of a call that processed what the peer sent.
    var peerError: DTLSError {
        if isTimeout { return .timedOut }
        if let alert { return .alert(alert) }
        return .protocolViolation(text)
    }
}
