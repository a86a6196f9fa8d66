import Settings

private let machine = SystemDefaults(hostName: "box", stateDirectory: "/state", controlSocket: "/run/control.sock")

@c(LLVMFuzzerTestOneInput)
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    let (settings, problems) = Settings.read(bytes.span, path: "diascope.yaml", system: machine)
    precondition(problems.count <= 64)
    for problem in problems { precondition(!problem.description.isEmpty) }
    // What is shown must be what is accepted.
    for value in settings.effectiveValues where value.origin != .builtIn {
        guard let text = value.text, !text.isEmpty else { continue }
        let again = Settings.loadWhatIsGood(files: [], environment: [value.environmentName: text], system: machine)
        precondition(again.settings.effectiveValues.first { $0.key == value.key }?.text == text)
    }
    return 0
}
