import Logging
import NIOCore

/// Takes up a given certificate when its files have been replaced. What cannot be used changes nothing: a certificate whose
/// key is still to be written is tried again once that has come.
struct CertificateRenewal {
    let certificatePath: String
    let keyPath: String
    let tls: ServerTLS
    let logger: Logger

    func watch(on eventLoop: any EventLoop, every interval: Duration) -> FileWatch {
        let watch = FileWatch(paths: [certificatePath, keyPath]) { self.renew() }
        watch.start(on: eventLoop, every: interval)
        return watch
    }

    private func renew() {
        do {
            let certificate = try ServerCertificate.given(certificatePath: certificatePath, keyPath: keyPath)
            guard certificate.fingerprint != tls.fingerprint else { return }
            try tls.use(certificate)
            logger.notice("the certificate has been renewed", metadata: ["sha256": "\(certificate.fingerprint)"])
        } catch {
            logger.error("the certificate has changed and cannot be used: the old one is kept", metadata: ["reason": "\(error)"])
        }
    }
}
