import Logging
import NIOCore
import RESP
import RedisClient
import Wire

/// The way of a shared directory to a real Redis: commands go out, and what Redis says comes back as the directory's input.
///
/// Everything happens on the event loop.
final class RedisDirectory {
    private let eventLoop: any EventLoop
    private let node: NodeID
    private let reservation: Duration
    private var link: RedisLink?
    private var farewell: (number: Int, done: EventLoopPromise<Void>)?
    /// Set before `start`.
    var onInput: (DirectoryInput) -> Void = { _ in }

    /// - Parameter reservation: how long the code of a TV that has gone is given to nobody else.
    init(
        eventLoop: any EventLoop,
        configuration: RedisConfiguration,
        node: NodeID,
        reservation: Duration,
        logger: Logger
    ) throws {
        self.eventLoop = eventLoop
        self.node = node
        self.reservation = reservation
        var handlers = RedisLink.Handlers()
        handlers.onUp = { [weak self] in self?.onInput(.up) }
        handlers.onDown = { [weak self] _ in self?.wentDown() }
        handlers.onReply = { [weak self] number, value in self?.replied(number, value) }
        handlers.onMessage = { [weak self] _, bytes in self?.onInput(.message(bytes)) }
        link = try RedisLink(
            eventLoop: eventLoop,
            configuration: configuration,
            channels: [DirectoryCommand.channel(of: node)],
            handlers: handlers,
            logger: logger
        )
    }

    func start() {
        link?.start()
    }

    func perform(_ command: NumberedCommand) {
        link?.send(command.command.words(node: node, reservation: reservation), number: command.number)
        if command.command == .goodbye, link?.isUp == true, farewell == nil {
            farewell = (command.number, eventLoop.makePromise())
        }
    }

    /// Waits a second at most for the last word to arrive, then goes.
    func stop() -> EventLoopFuture<Void> {
        guard let farewell else {
            link?.stop()
            return eventLoop.makeSucceededVoidFuture()
        }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let patience = eventLoop.scheduleTask(in: .seconds(1)) { bound.value.saidGoodbye() }
        return farewell.done.futureResult.map {
            patience.cancel()
            bound.value.link?.stop()
        }
    }

    private func wentDown() {
        saidGoodbye()
        onInput(.down)
    }

    private func replied(_ number: Int, _ value: RESPValue) {
        onInput(.reply(number, value))
        if number == farewell?.number { saidGoodbye() }
    }

    private func saidGoodbye() {
        let done = farewell?.done
        farewell = nil
        done?.succeed()
    }
}
