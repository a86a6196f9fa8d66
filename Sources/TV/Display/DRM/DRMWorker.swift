import DisplayContract
import Glibc
import Wire

/// The display's thread: finds the screen, brings frames to it, and finds it again when it was lost.
struct DRMWorker {
    /// A flip that takes longer is lost: some drivers forget one when the display goes away at that moment.
    private static let longestFlip = Duration.seconds(1)

    private let core: DisplayCore<DRMBuffer>
    private let pipe: WakePipe
    private let configuration: DRMConfiguration
    /// `nil` where the kernel's messages cannot be heard: then the screen is looked for at every retry.
    private let hotplug = try? HotplugSocket()
    /// `nil` where we were started otherwise than on a console.
    private let console = VirtualConsole()
    private var finder: DRMFinder
    private var found: (card: DRMCard, screen: DRMScreen)?
    private var flipDeadline: MonotonicTime?
    private var pace = FlipPace()

    init(_ core: DisplayCore<DRMBuffer>, _ pipe: WakePipe, _ configuration: DRMConfiguration) {
        self.core = core
        self.pipe = pipe
        self.configuration = configuration
        finder = DRMFinder(configuration)
    }

    consuming func run() {
        while !core.isClosing {
            followConsole()
            if hotplug?.takeAnnouncements() == true { lookAgain() }
            if found == nil, console?.isOnScreen != false { find() }
            core.observers.deliver()
            guard let (card, screen) = found else {
                pipe.wait(for: descriptors(nil), timeout: configuration.retryInterval)
                continue
            }
            take(DRMFlip.read(from: card), on: screen)
            followPower(of: screen)
            if core.power != .off { present(on: screen) }
            core.observers.deliver()
            if found == nil { continue }
            pipe.wait(for: descriptors(card), timeout: timeout)
        }
        // Frames first: their memory is the card's.
        core.finish()
    }

    private func descriptors(_ card: DRMCard?) -> [CInt] {
        [card?.descriptor, hotplug?.descriptor, console?.descriptor].compactMap(\.self)
    }

    /// While another console is on the screen there is nothing to draw on.
    private mutating func followConsole() {
        guard let console else { return }
        while let change = console.takeChange() {
            switch change {
            case .isBack: find()
            case .isAskedToLeave:
                lose(.anotherConsole)
                finder.giveUpScreens()
                console.leave()
            }
        }
    }

    private mutating func find() {
        do {
            let (card, screen) = try finder.screen()
            adopt(screen, on: card)
        } catch {
            lose(error)
        }
    }

    /// Something was plugged or unplugged.
    private mutating func lookAgain() {
        guard let (card, old) = found else { return }
        do {
            let screen = try finder.screen(on: card)
            if screen.connector.identifier == old.connector.identifier, screen.mode.isSame(as: old.mode) {
                old.relight()
            } else {
                adopt(screen, on: card)
            }
        } catch {
            lose(error)
        }
    }

    private mutating func adopt(_ screen: DRMScreen, on card: DRMCard) {
        found = (card, screen)
        flipDeadline = nil
        core.power = .on
        pace = FlipPace(refreshHz: screen.mode.refreshHz)
        let scanout = screen.scanout
        core.plug(
            screen.mode.displayMode,
            connector: screen.connector.name,
            makePlanar: { scanout?.makePlanarBuffer(for: $0) },
            makeBuffer: { try? DRMBuffer(mode: $0, on: card) }
        )
    }

    private mutating func lose(_ error: DRMError) {
        if case .failed(_, let code) = error, code == ENODEV { finder.forgetCards() }
        core.unplug(reason: "\(error)", fault: "\(error)")
        found = nil
        flipDeadline = nil
    }

    private mutating func take(_ flips: [DRMFlip], on screen: DRMScreen) {
        guard flipDeadline != nil, let flip = flips.last else { return }
        flipDeadline = nil
        screen.flipped()
        pace.flipped(flip)
        completed(on: screen, at: flip.time)
    }

    private mutating func followPower(of screen: DRMScreen) {
        let isOn = core.wantsPower
        if isOn == (core.power == .on) || flipDeadline != nil { return }
        // Waking is lighting the screen again, with the newest frame.
        if isOn { screen.relight() }
        core.power = isOn ? .on : screen.sleep() ? .off : .unsupported
    }

    private func completed(on screen: DRMScreen, at time: MonotonicTime) {
        core.planePath = screen.planePath
        core.completed(at: time)
    }

    /// Planes that are refused are shown as pixels: a test tells of no memory, and of nothing that changes after it. To give the
    /// screen up would leave it black, and the next frame would fare no better.
    private func show(_ buffer: DRMBuffer, on screen: DRMScreen) throws(DRMError) -> DRMScreen.Outcome {
        do throws(DRMError) {
            return try screen.show(buffer)
        } catch {
            guard case .failed = error, let planar = buffer.planar else { throw error }
            core.refusePlanes(for: planar.letterbox)
            let pixels = try DRMBuffer(mode: screen.mode.displayMode, on: screen.card)
            guard pixels.write(buffer.screenImage()) else { throw error }
            return try screen.show(pixels)
        }
    }

    private mutating func present(on screen: DRMScreen) {
        let now = MonotonicClock.now
        if let deadline = flipDeadline {
            if now < deadline { return }
            flipDeadline = nil
            screen.relight()
            completed(on: screen, at: now)
        }
        if !pace.allows(now) { return }
        do throws(DRMError) {
            if let buffer = core.takePending() {
                switch try show(buffer, on: screen) {
                case .shown: completed(on: screen, at: MonotonicClock.now)
                case .underway: flipDeadline = now + Self.longestFlip
                }
                pace.submitted(now)
            } else if screen.needsLight {
                // What was on the screen, for a display that came back as it went.
                try core.withFront { (front) throws(DRMError) in _ = try show(front, on: screen) }
                core.planePath = screen.planePath
            }
        } catch {
            lose(error)
        }
    }

    private var timeout: Duration? {
        let now = MonotonicClock.now
        let flip = soonest(flipDeadline, pace.notBefore.flatMap { $0 > now ? $0 : nil })
        guard let next = soonest(flip, core.rest(now: now)) else { return nil }
        return max(next - now, .zero)
    }
}
