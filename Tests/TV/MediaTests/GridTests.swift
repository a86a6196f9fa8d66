import DisplayContract
import DisplayHeadless
import Media
import Synchronization
import Testing
import Wire

@Suite struct GridTests {
    private let sizes = [(1920, 1080), (1280, 720), (800, 480), (1080, 1920), (1023, 767)]

    @Test(arguments: [1, 2, 3, 4], Rotation.allCases)
    func cellsAreEqualApartAndWithinTheScreen(_ count: Int, _ rotation: Rotation) {
        for (width, height) in sizes {
            for overscan in [0.0, 5] {
                let mode = DisplayMode(width: width, height: height, refreshHz: 60)
                let viewport = Viewport(rotation: rotation, overscanPercent: overscan)
                let area = viewport.area(of: mode)
                let cells = GridLayout.cells(count, on: mode, viewport: viewport)
                #expect(cells.count == count)
                for (index, cell) in cells.enumerated() {
                    #expect(cell.x >= area.x && cell.x + cell.width <= area.x + area.width)
                    #expect(cell.y >= area.y && cell.y + cell.height <= area.y + area.height)
                    #expect(abs(cell.width - cells[0].width) <= 1 && abs(cell.height - cells[0].height) <= 1)
                    for other in cells[(index + 1)...] {
                        let isBeside = cell.x + cell.width <= other.x || other.x + other.width <= cell.x
                        let isAbove = cell.y + cell.height <= other.y || other.y + other.height <= cell.y
                        #expect(isBeside || isAbove)
                    }
                }
            }
        }
    }

    @Test func followsTheScreenAsItHangs() {
        let mode = DisplayMode(width: 1920, height: 1080, refreshHz: 60)
        let upright = GridLayout.cells(2, on: mode, viewport: Viewport())
        #expect(upright.map(\.x) == [0, 960] && upright.map(\.height) == [1080, 1080])
        // Turned clockwise: the upper of two is on the right.
        let turned = GridLayout.cells(2, on: mode, viewport: Viewport(rotation: .degrees90))
        #expect(turned.map(\.x) == [960, 0] && turned.map(\.height) == [1080, 1080])
    }

    /// Fills a cell as a stream does.
    private func fill(_ display: any DisplayOutput, _ gray: UInt8, token: UInt64) {
        guard var lease = display.lease() else {
            Issue.record("no buffer")
            return
        }
        let image = PixelImage(width: lease.width, height: lease.height, colour: .init(red: gray, green: gray, blue: gray))
        let isWritten = lease.write(image)
        #expect(isWritten)
        display.present(lease, token: token)
    }

    /// Waits, with a deadline, until the screen looks like that.
    private func eventually(_ display: HeadlessDisplay, _ condition: @escaping (PixelImage) -> Bool) -> Bool {
        let deadline = MonotonicClock.now + .seconds(20)
        let signal = ThreadSignal()
        let observation = display.observe { _ in signal.signal() }
        defer { observation.cancel() }
        while MonotonicClock.now < deadline {
            if let image = display.snapshot(), condition(image) { return true }
            _ = signal.wait(until: min(deadline, MonotonicClock.now + .milliseconds(50)))
        }
        return false
    }

    @Test func putsEachStreamIntoItsCell() throws {
        let display = try HeadlessDisplay(mode: DisplayMode(width: 640, height: 360, refreshHz: 0))
        defer { display.close() }
        let grid = try PictureGrid(display: display)
        defer { grid.stop() }
        let cells = grid.arrange([7, 8, 9, 10])
        #expect(cells.count == 4)
        for (stream, gray) in [(7, 50), (8, 100), (9, 150), (10, 200)] as [(UInt64, UInt8)] {
            fill(try #require(cells[stream]), gray, token: stream)
        }
        func grays(_ image: PixelImage) -> [UInt8?] {
            [(10, 10), (630, 10), (10, 350), (630, 350)].map { image.colour(x: $0.0, y: $0.1)?.green }
        }
        #expect(eventually(display) { grays($0) == [50, 100, 150, 200] })
        // Only one changes: the others stay, in whichever buffer comes next.
        for round in 0..<6 {
            let gray = UInt8(60 + round)
            fill(try #require(cells[8]), gray, token: 100 + UInt64(round))
            #expect(eventually(display) { grays($0) == [50, gray, 150, 200] })
        }
    }

    @Test func tellsAStreamWhenItsPictureIsOnTheScreen() throws {
        let display = try HeadlessDisplay(mode: DisplayMode(width: 640, height: 360, refreshHz: 0))
        defer { display.close() }
        let grid = try PictureGrid(display: display)
        defer { grid.stop() }
        let cells = grid.arrange([1, 2])
        let presented = Mutex<[UInt64]>([])
        let signal = ThreadSignal()
        let first = try #require(cells[1])
        let observation = first.observe { event in
            if case .presented(let token, _) = event { presented.withLock { $0.append(token) } }
            signal.signal()
        }
        defer { observation.cancel() }
        fill(first, 90, token: 41)
        fill(try #require(cells[2]), 90, token: 1)
        let deadline = MonotonicClock.now + .seconds(20)
        while presented.withLock(\.isEmpty), MonotonicClock.now < deadline {
            _ = signal.wait(until: min(deadline, MonotonicClock.now + .milliseconds(50)))
        }
        #expect(presented.withLock { $0 } == [41])
    }

    /// While a cell is still empty the screen keeps what it had; it is not black for a moment.
    @Test func waitsForEveryPictureBeforeItCoversTheScreen() throws {
        let display = try HeadlessDisplay(mode: DisplayMode(width: 640, height: 360, refreshHz: 0))
        defer { display.close() }
        fill(display, 255, token: 1)
        #expect(eventually(display) { $0.colour(x: 5, y: 5)?.green == 255 })
        let darkest = Mutex<UInt8>(255)
        let observation = display.observe { [weak display] _ in
            guard let image = display?.snapshot() else { return }
            let here = min(image.colour(x: 10, y: 10)?.green ?? 255, image.colour(x: 630, y: 10)?.green ?? 255)
            darkest.withLock { $0 = min($0, here) }
        }
        defer { observation.cancel() }
        let grid = try PictureGrid(display: display)
        defer { grid.stop() }
        let cells = grid.arrange([1, 2])
        fill(try #require(cells[1]), 120, token: 2)
        fill(try #require(cells[2]), 140, token: 3)
        #expect(eventually(display) { $0.colour(x: 10, y: 10)?.green == 120 && $0.colour(x: 630, y: 10)?.green == 140 })
        #expect(darkest.withLock { $0 } == 120)
    }

    @Test func keepsACellsDisplayAndGivesItAnotherSize() throws {
        let display = try HeadlessDisplay(mode: DisplayMode(width: 640, height: 360, refreshHz: 0))
        defer { display.close() }
        let grid = try PictureGrid(display: display)
        defer { grid.stop() }
        let two = grid.arrange([1, 2])
        #expect(two[1]?.mode?.height == 360)
        let three = grid.arrange([1, 2, 3])
        #expect(three[1] === two[1] && three[1]?.mode?.height == 180)
        display.setMode(DisplayMode(width: 1280, height: 720, refreshHz: 0))
        #expect(eventually(display) { _ in three[1]?.mode?.width == 640 })
    }
}
