extension InterfaceSignature {
    /// Where the interface has bytes go from the plugin to its host as if they were lent, and what to do about it.
    ///
    /// A host reads what a plugin wrote only from a copy: the plugin could change it between the check and the use.
    ///
    /// - Returns: A sentence; nothing where only arguments are lent.
    package var misplacedLoan: String? {
        let result = methods.first { has(.sharedBytes, in: $0.result) }.map { "the result of \($0.name)" }
        let error = errors.first { has(.sharedBytes, in: $0) }.map { "the error \($0)" }
        guard let place = result ?? error else { return nil }
        return "\(place) of \(name) has SharedBytes, which only arguments can have: a plugin lends nothing to its "
            + "host; have it return [UInt8], which is copied"
    }

    /// Whether anything in it is lent.
    ///
    /// What a host serves has none of that: it would be the plugin that lends.
    package var lends: Bool {
        misplacedLoan != nil || methods.contains { $0.parameters.contains { has(.sharedBytes, in: $0) } }
    }

    /// Whether a type is, or consists of, another one.
    private func has(_ wanted: WireType, in type: WireType) -> Bool {
        var visited: Set<String> = []
        var pending = [type]
        while let type = pending.popLast() {
            if type == wanted { return true }
            switch type {
            case .optional(let inner), .array(let inner): pending.append(inner)
            case .dictionary(let key, let value): pending += [key, value]
            case .named(let name):
                guard visited.insert(name).inserted, let definition = definitions[name] else { continue }
                pending += definition.alternatives.flatMap { $0.fields.map(\.type) }
            default: continue
            }
        }
        return false
    }
}
