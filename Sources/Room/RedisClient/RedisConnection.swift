import NIOCore
import RESP
import Wire

/// One connection to Redis: moves bytes between its channel and its `RedisSession`, and keeps the session's time.
final class RedisConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var session: RedisSession
    private let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var timer: (scheduled: Scheduled<Void>, deadline: MonotonicTime)?
    private var isFlushing = false
    /// Everything that the session says but what to send; nothing more after `failed`.
    var onOutput: ((RedisSession.Output) -> Void)?

    init(eventLoop: any EventLoop, purpose: RedisSession.Purpose, configuration: RedisConfiguration) {
        self.eventLoop = eventLoop
        session = RedisSession(
            purpose: purpose,
            credentials: configuration.credentials,
            database: configuration.url.database,
            now: eventLoop.redisNow
        )
    }

    var isReady: Bool { session.isReady }

    func send(_ command: [String], number: Int) {
        session.send(command, number: number, now: eventLoop.redisNow)
        perform()
    }

    /// Goes away without a word.
    func close() {
        onOutput = nil
        timer?.scheduled.cancel()
        timer = nil
        context?.close(promise: nil)
    }

    func channelActive(context: ChannelHandlerContext) {
        // Given up while it was being made.
        guard onOutput != nil else { return context.close(promise: nil) }
        self.context = context
        perform()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        session.receive(unwrapInboundIn(data).readableBytesView, now: eventLoop.redisNow)
        perform()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        session.closed()
        perform()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        onOutput?(.failed(.unreachable("\(error)")))
        close()
    }

    private func perform() {
        while let output = session.pollOutput() {
            guard case .send(let bytes) = output else {
                onOutput?(output)
                continue
            }
            guard let context else { continue }
            context.write(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
            flushSoon()
        }
        armTimer()
    }

    /// Once for all commands of this turn of the loop.
    private func flushSoon() {
        guard !isFlushing else { return }
        isFlushing = true
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.execute {
            bound.value.isFlushing = false
            bound.value.context?.flush()
        }
    }

    /// Deadlines mostly move away: a timer that comes too early arms itself again.
    private func armTimer() {
        guard onOutput != nil, let deadline = session.nextDeadline else { return }
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.scheduled.cancel()
        }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let scheduled = eventLoop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: deadline.nanoseconds))) {
            bound.value.timer = nil
            bound.value.session.handleTimeout(now: bound.value.eventLoop.redisNow)
            bound.value.perform()
        }
        timer = (scheduled, deadline)
    }
}

extension EventLoop {
    var redisNow: MonotonicTime { MonotonicTime(nanoseconds: Int64(clamping: now.uptimeNanoseconds)) }
}
