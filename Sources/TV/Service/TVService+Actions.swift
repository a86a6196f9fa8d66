import Audio
import Dialects
import DisplayContract
import FoundationEssentials
import ICE
import Logging
import Media
import NIOCore
import PeerCore
import PeerSession
import Receiver
import SocketIOClient
import Wire

extension TVService {
    func perform(_ action: ReceiverAction) {
        switch action {
        case .sendSignaling(let command): send(command)
        case .dropSignaling: reconnect()
        case .createPeer(let id, let offer, let servers): createPeer(id, offer: offer, servers: servers)
        case .createOfferingPeer(let id, let servers): createOfferingPeer(id, servers: servers)
        case .applyAnswer(let id, let answer): apply(id, answer: answer)
        case .applyOffer(let id, let offer): answer(id, offer: offer)
        case .addRemoteCandidate(let id, let candidate):
            projections[id]?.peer.assumeIsolated { $0.addRemoteCandidate(candidate.candidate) }
        case .closePeer(let id, _): closePeer(id)
        case .show(let screen): show(screen)
        case .ask(let question):
            self.question = question
            showAgain()
        case .persist(let code, let token): persist(code: code, token: token)
        case .log(let entry): log(entry)
        }
    }

    // MARK: Peers

    private func createPeer(_ id: SessionID, offer: String, servers: [IceServer]) {
        if makeProjection(id, servers: servers) { answer(id, offer: offer) }
    }

    /// `false` if it could not be made, which the machine has been told.
    private func makeProjection(_ id: SessionID, servers: [IceServer]) -> Bool {
        do {
            let sound = makeSound(for: id)
            let pipeline = try DecodePipeline(configuration: configuration.pipeline) { [weak self, loop, logger] event in
                if case .displayed(_, let timestamp, let time, let delay) = event {
                    sound?.pictureShown(rtpTimestamp: timestamp, at: time)
                    // Scripts/bench compares the passes of one picture.
                    logger.trace("picture shown", metadata: ["timestamp": "\(timestamp)", "seconds": "\(delay.seconds)"])
                }
                guard TVService.concernsTheLoop(event) else { return }
                loop.execute { self?.assumeIsolated { $0.handle(event, of: id) } }
            }
            let peer = PeerSession(
                configuration: configuration.peer,
                certificate: certificate,
                loop: loop,
                names: names,
                trust: configuration.trust,
                logger: logger
            ) { [weak self] event in
                self?.assumeIsolated { $0.handle(event, of: id) }
            }
            let iceServers = servers.map { ICEServer($0, logger: logger) }
            peer.assumeIsolated { $0.iceServers = iceServers }
            let startedAt = Date().formatted(.iso8601)
            projections[id] = Projection(id: id, peer: peer, pipeline: pipeline, sound: sound, startedAt: startedAt)
            updatePulse()
            return true
        } catch {
            feed(.peer(id, .failed(.mediaLost, detail: "\(error)")))
            return false
        }
    }

    private func createOfferingPeer(_ id: SessionID, servers: [IceServer]) {
        guard makeProjection(id, servers: servers), let peer = projections[id]?.peer else { return }
        Task {
            do {
                feed(.peer(id, .offerReady(sdp: try await peer.makeOffer())))
            } catch {
                feed(.peer(id, .failed(.mediaLost, detail: "\(error)")))
            }
        }
    }

    /// The time to the first frame is counted from here: the sender begins with its answer.
    private func apply(_ id: SessionID, answer: String) {
        guard let projection = projections[id] else { return }
        projection.answeredAt = projection.answeredAt ?? now
        do {
            try projection.peer.assumeIsolated { try $0.accept(answer: answer) }
        } catch {
            feed(.peer(id, .failed(.unsupported, detail: "\(error)")))
        }
    }

    private func answer(_ id: SessionID, offer: String) {
        guard let peer = projections[id]?.peer else { return }
        Task {
            do {
                let answer = try await peer.accept(offer: offer)
                projections[id]?.answeredAt = projections[id]?.answeredAt ?? now
                feed(.peer(id, .answerReady(sdp: answer)))
            } catch let error as NegotiationError {
                feed(.peer(id, .failed(.unsupported, detail: "\(error)")))
            } catch {
                feed(.peer(id, .failed(.mediaLost, detail: "\(error)")))
            }
        }
    }

    private func closePeer(_ id: SessionID) {
        guard let projection = projections.removeValue(forKey: id) else { return }
        projection.pipeline.hide()
        stage.uncover(id.number)
        projection.sound?.pipeline.stop()
        projection.peer.assumeIsolated { $0.close() }
        updatePulse()
    }

    private func handle(_ event: PeerCore.Event, of id: SessionID) {
        guard let projection = projections[id] else { return }
        switch event {
        case .connected: feed(.peer(id, .connected))
        case .frame(let frame): projection.pipeline.submit(frame)
        case .sound(let packet): projection.sound?.submit(packet)
        case .localCandidate(let line, let mid):
            let fragment = line.flatMap(OfferText.usernameFragment(inCandidate:))
            feed(
                .peer(id, .localCandidate(candidate: line, sdpMid: mid, sdpMLineIndex: nil, usernameFragment: fragment))
            )
        case .ended(.closedByPeer): feed(.peer(id, .closedByPeer))
        case .ended(let reason): feed(.peer(id, .failed(.mediaLost, detail: "\(reason)")))
        }
    }

    /// Every other decoded frame would only wake the loop.
    private static func concernsTheLoop(_ event: DecodePipelineEvent) -> Bool {
        switch event {
        case .firstFrame, .keyFrameNeeded: true
        case .decoded(_, let isKeyFrame, _, _, _): isKeyFrame
        case .displayed: false
        }
    }

    private func handle(_ event: DecodePipelineEvent, of id: SessionID) {
        guard let projection = projections[id] else { return }
        switch event {
        case .firstFrame: feed(.peer(id, .firstFrame))
        case .decoded(let number, let isKeyFrame, _, _, _):
            projection.peer.assumeIsolated { $0.frameDecoded(number: number, isKeyFrame: isKeyFrame) }
        case .keyFrameNeeded: projection.peer.assumeIsolated { $0.keyFrameNeeded() }
        case .displayed: break
        }
    }

    func report(_ projection: Projection) {
        let heard = projection.peer.assumeIsolated { $0.lastAuthenticated }
        if let heard, heard != projection.reportedHeard {
            projection.reportedHeard = heard
            feed(.peer(projection.id, .heard(at: heard)))
        }
        projection.synchronizeSound(now: now)
        feed(.peer(projection.id, .statistics(projection.status(now: now, displaySize: displaySize))))
    }

    /// What a picture can fill, as its sender sees it.
    private var displaySize: ProjectionStatus.Size? {
        guard let mode = stage.display.mode else { return nil }
        let isTurned = configuration.pipeline.viewport.rotation.swapsSides
        return ProjectionStatus.Size(width: isTurned ? mode.height : mode.width, height: isTurned ? mode.width : mode.height)
    }

    // MARK: Log

    private func log(_ entry: ReceiverLogEntry) {
        switch entry {
        case .registered(let code):
            logger.info("registered with the room server")
            configuration.onRegistration?(TVConfiguration.Announcement(code: code, senderURL: machine.currentSenderURL))
        case .registrationFailed(let failure, let delay):
            logger.warning("the room server refused the registration", metadata: ["why": "\(failure)", "retryIn": "\(delay)"])
        case .registrationUnanswered: logger.warning("the room server did not answer the registration")
        case .sessionStarted(let id, let name):
            logger.info("a sender connects", metadata: ["session": "\(id)", "sender": "\(name ?? "")"])
        case .sessionProjecting(let id, let name):
            logger.info("projecting", metadata: ["session": "\(id)", "sender": "\(name ?? "")"])
        case .sessionInterrupted(let id, _):
            logger.notice("interrupted", metadata: ["session": "\(id)"])
        case .sessionEnded(let id, _, let reason, let detail):
            logger.info("a session ended", metadata: ["session": "\(id)", "reason": "\(reason.rawValue)", "detail": "\(detail)"])
        case .senderRefused(_, let why): logger.info("a sender was refused", metadata: ["why": "\(why)"])
        }
    }
}
