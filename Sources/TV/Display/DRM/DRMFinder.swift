/// Looks for a screen: which card, which connector, which mode. Cards stay open while it looks.
struct DRMFinder {
    private let configuration: DRMConfiguration
    private var cards: [DRMCard] = []

    init(_ configuration: DRMConfiguration) {
        self.configuration = configuration
    }

    /// - Throws: `DRMError`, the one that tells a technician most.
    mutating func screen() throws(DRMError) -> (card: DRMCard, screen: DRMScreen) {
        try open()
        var found: [String] = []
        for card in cards {
            let connectors = card.connectors(probes: true)
            found += connectors.map(\.name)
            guard let connector = choose(among: connectors) else { continue }
            guard card.ownsScreens() else { throw .notMaster(path: card.path) }
            let screen = try screen(at: connector, among: connectors, on: card)
            // The other cards' screens are for others to use.
            cards = [card]
            return (card, screen)
        }
        throw .noConnector(wanted: configuration.connector, found: found)
    }

    /// The screen as it is after something was plugged or unplugged on its card.
    func screen(on card: DRMCard) throws(DRMError) -> DRMScreen {
        let connectors = card.connectors(probes: true)
        guard let connector = choose(among: connectors) else {
            throw .noConnector(wanted: configuration.connector, found: connectors.map(\.name))
        }
        return try screen(at: connector, among: connectors, on: card)
    }

    func giveUpScreens() {
        for card in cards { card.giveUpScreens() }
    }

    /// The card has gone, or is to be opened anew.
    mutating func forgetCards() { cards = [] }

    private func screen(
        at connector: DRMConnector,
        among connectors: [DRMConnector],
        on card: DRMCard
    ) throws(DRMError) -> DRMScreen {
        guard let mode = DRMMode.best(of: connector.modes, wish: configuration.mode, hardwareScales: false) else {
            throw .noMode(connector: connector.name)
        }
        guard let pipe = DRMPipe(for: connector, among: connectors, on: card) else { throw .noPipe(connector: connector.name) }
        return try DRMScreen(card: card, connector: connector, pipe: pipe, mode: mode)
    }

    private func choose(among connectors: [DRMConnector]) -> DRMConnector? {
        connectors.first { $0.isConnected && (configuration.connector == nil || $0.name == configuration.connector) }
    }

    private mutating func open() throws(DRMError) {
        let paths = configuration.card.map { [$0] } ?? DRMCard.paths
        var failure: DRMError?
        cards = paths.compactMap { path in
            if let known = cards.first(where: { $0.path == path }) { return known }
            do throws(DRMError) {
                return try DRMCard(path: path, isAtomicAllowed: configuration.isAtomicAllowed)
            } catch {
                // A card that only renders is no fault; one that cannot be opened is.
                if error != .noCard { failure = error }
                return nil
            }
        }
        if cards.isEmpty { throw failure ?? .noCard }
    }
}
