extension SettingsLayer {
    /// What a file says. A problem in it never hides another one, except that nothing can be said after a syntax error.
    init(file path: String, contents: Span<UInt8>) {
        self.init(name: path)
        let whole = Origin.file(path: path, line: 0)
        guard contents.count <= SettingsFile.largest else {
            report(.fileTooLarge(SettingsFile.largest), nil, at: whole)
            return
        }
        do {
            if let root = try YAMLDocument.parse(contents) { readSections(of: root, path) }
        } catch {
            let (reason, line) = SettingsLayer.problem(for: error)
            report(reason, nil, at: .file(path: path, line: line))
        }
    }

    init(file path: String, unreadable reason: SettingsProblem.Reason) {
        self.init(name: path)
        report(reason, nil, at: .file(path: path, line: 0))
    }

    private static func problem(for error: YAMLError) -> (SettingsProblem.Reason, line: Int) {
        switch error {
        case .syntax(let words, let line): (.syntax(words), line)
        case .deeperThan(_, let line): (.notAllowed("A list or section this deep inside others"), line)
        case .anchor(let line): (.notAllowed("An anchor (&name) or alias (*name)"), line)
        case .tag(let line): (.notAllowed("A tag (!name)"), line)
        case .secondDocument(let line): (.notAllowed("A second document after ---"), line)
        case .compositeKey(let line): (.notAllowed("A list or section as a key"), line)
        }
    }

    private mutating func readSections(of root: YAMLNode, _ path: String) {
        guard let entries = entries(of: root, key: nil, expected: "sections such as tv: and display:", path) else { return }
        for entry in entries {
            let origin = Origin.file(path: path, line: entry.line)
            guard SettingKey.sections.contains(entry.key) else {
                if SettingKey.byName[entry.key] != nil {
                    report(.dottedKey, entry.key, at: origin)
                } else {
                    let nearest = NearestName.of(entry.key, among: SettingKey.sections)
                    report(.unknownKey(nearest: nearest.map { "\($0):" }), entry.key, at: origin)
                }
                continue
            }
            for (name, key, child) in self.keys(of: entry.value, section: entry.key, path) {
                if let key {
                    read(key, child, path)
                } else {
                    report(
                        .unknownKey(nearest: SettingsLayer.nearestKey(to: name)),
                        name,
                        at: .file(path: path, line: child.line)
                    )
                }
            }
        }
    }

    /// The last part found in another section is a key put under the wrong heading.
    private static func nearestKey(to name: String) -> String? {
        let last = name.drop { $0 != "." }
        let elsewhere = SettingKey.table.filter { $0.name.hasSuffix(last) && !last.isEmpty }
        if elsewhere.count == 1 { return elsewhere.first?.name }
        return NearestName.of(name, among: SettingKey.byName.keys)
    }

    private mutating func keys(
        of node: YAMLNode,
        section: String,
        _ path: String
    ) -> [(name: String, key: SettingKey?, entry: YAMLNode.Entry)] {
        let entries = entries(of: node, key: section, expected: "its settings on lines of their own, indented", path) ?? []
        return entries.map { entry in
            let name = "\(section).\(entry.key)"
            return (name, SettingKey.byName[name], entry)
        }
    }

    /// The entries of a section without those written twice; a section whose every line is commented out is empty.
    private mutating func entries(of node: YAMLNode, key: String?, expected: String, _ path: String) -> [YAMLNode.Entry]? {
        switch node.content {
        case .null: return []
        case .mapping(let entries):
            var firstLines: [String: Int] = [:]
            return entries.filter { entry in
                if let firstLine = firstLines[entry.key] {
                    let name = key.map { "\($0).\(entry.key)" } ?? entry.key
                    report(.duplicateKey(firstLine: firstLine), name, at: .file(path: path, line: entry.line))
                    return false
                }
                firstLines[entry.key] = entry.line
                return true
            }
        case .scalar, .sequence:
            report(
                .wrongShape(found: node.shape, expected: expected),
                key,
                at: .file(path: path, line: node.line)
            )
            return nil
        }
    }

    private mutating func read(_ key: SettingKey, _ entry: YAMLNode.Entry, _ path: String) {
        let origin = Origin.file(path: path, line: entry.line)
        let items: [YAMLNode]
        switch entry.value.content {
        case .null:
            report(.missingValue(expectation: key.expectation), key.name, at: origin)
            return
        case .sequence(let list) where key.isList: items = list
        default: items = [entry.value]
        }
        var texts: [Written] = []
        for item in items {
            let place = Origin.file(path: path, line: item.line)
            switch item.content {
            case .scalar(let text): texts.append(Written(text: text, origin: place))
            case .null: texts.append(Written(text: "", origin: place))
            case .mapping where key.name == "room.iceServers":
                guard let text = iceServer(item, key, path) else { return }
                texts.append(Written(text: text, origin: place))
            case .mapping, .sequence:
                report(.wrongShape(found: item.shape, expected: key.expectation), key.name, at: place)
                return
            }
        }
        set(key, to: texts, at: origin)
    }

    /// The one-line form of an ICE server written as a section; `nil` if something in it is wrong.
    private mutating func iceServer(_ node: YAMLNode, _ key: SettingKey, _ path: String) -> String? {
        let problemsBefore = problems.count
        var words: [String] = []
        for entry in entries(of: node, key: key.name, expected: key.expectation, path) ?? [] {
            let name = "\(key.name).\(entry.key)"
            let origin = Origin.file(path: path, line: entry.line)
            switch (entry.key, entry.value.content) {
            case ("urls", .scalar(let text)): words.append(text)
            case ("urls", .sequence(let list)):
                for item in list {
                    guard case .scalar(let text) = item.content else {
                        report(.wrongShape(found: item.shape, expected: "an address"), name, at: origin)
                        continue
                    }
                    words.append(text)
                }
            case ("username", .scalar(let text)), ("credentialFile", .scalar(let text)):
                words.append("\(entry.key)=\(IceServerSetting.escaped(text))")
            case ("urls", _), ("username", _), ("credentialFile", _):
                report(.wrongShape(found: entry.value.shape, expected: "text"), name, at: origin)
            default:
                let nearest = NearestName.of(entry.key, among: ["urls", "username", "credentialFile"])
                report(.unknownKey(nearest: nearest), name, at: origin)
            }
        }
        return problems.count == problemsBefore ? words.joined(separator: " ") : nil
    }
}

extension YAMLNode {
    /// What it is, for an error message.
    var shape: String {
        switch content {
        case .scalar: "a single value"
        case .null: "empty"
        case .sequence: "a list"
        case .mapping: "a section"
        }
    }
}
