import Dialects
import ICE
import Logging
import TURN
import Wire

extension ICEServer {
    /// A server as signalling names it. URLs that cannot be used are logged and left out.
    init(_ server: IceServer, logger: Logger) {
        var urls: [ICEServerURL] = []
        for text in server.urls {
            do throws(ICEServerURLError) {
                urls.append(try ICEServerURL(parsing: text))
            } catch {
                logger.warning("a STUN or TURN server is left out", metadata: ["url": "\(text.prefix(80))", "why": "\(error)"])
            }
        }
        let credentials = server.username.flatMap { name in
            server.credential.map { TURNCredentials(username: name, password: $0) }
        }
        self.init(urls: urls, credentials: credentials)
    }
}
