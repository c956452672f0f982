extension InterfaceSignature {
    /// Compares what a host expects with what a plugin offers.
    ///
    /// They agree if they have the same name and major version, if the methods and errors that both know are the same
    /// in the same order, and if their types are the same but for optional fields added at the end of structs. Either
    /// side may know more methods than the other.
    ///
    /// - Returns: Nothing if they agree, otherwise a text that shows both sides, fit for messages and logs.
    public func disagreement(withPlugin offered: InterfaceSignature) -> String? {
        if name != offered.name {
            return ForeignText.plain("the host expects interface \(name), the plugin offers \(offered.name)")
        }
        if version.major != offered.version.major {
            let older = version < offered.version ? "host" : "plugin"
            return "the host expects \(name) \(version), the plugin offers \(name) \(offered.version): "
                + "the \(older) must be rebuilt against the other's version"
        }
        return difference(fromPlugin: offered).map { ForeignText.plain($0) }
    }

    /// Compares methods, errors and types, whatever the versions.
    ///
    /// - Parameters:
    ///   - offered: What the plugin has.
    ///   - isServed: Whether it is the host that serves the interface, and the plugin that calls it.
    /// - Returns: Nothing if they agree, otherwise a text that shows both sides, partly in the plugin's own words.
    package func difference(fromPlugin offered: InterfaceSignature, isServed: Bool = false) -> String? {
        let (host, plugin) =
            isServed ? ("the host serves", "the plugin calls") : ("the host expects", "the plugin offers")
        for (index, (mine, theirs)) in zip(methods, offered.methods).enumerated() {
            var comparison = Comparison(mine: definitions, theirs: offered.definitions)
            let agrees =
                mine.name == theirs.name && mine.parameters.count == theirs.parameters.count
                && zip(mine.parameters, theirs.parameters).allSatisfy { comparison.agree($0, $1) }
                && comparison.agree(mine.result, theirs.result)
            guard agrees else {
                return "method \(index) of \(name) differs: \(host) `\(describeInFull(mine))`, "
                    + "\(plugin) `\(offered.describeInFull(theirs))`"
            }
        }
        for (index, (mine, theirs)) in zip(errors, offered.errors).enumerated() {
            var comparison = Comparison(mine: definitions, theirs: offered.definitions)
            guard comparison.agree(mine, theirs) else {
                return "error \(index) of \(name) differs: \(host) \(mine) "
                    + "\(describeDefinition(mine)), \(plugin) \(theirs) \(offered.describeDefinition(theirs))"
            }
        }
        return nil
    }

    private func describeDefinition(_ type: WireType) -> String {
        guard case .named(let name) = type, let definition = definitions[name] else { return "" }
        return "`\(definition)`"
    }

    /// Compares types of two schemas.
    ///
    /// Pairs of named types are compared once, so that types that contain themselves come to an end, and so does a
    /// comparison with a schema that a hostile plugin made up. Pairs wait on a list and not on the stack: such a plugin
    /// could match a type that contains itself with a chain as long as it likes.
    private struct Comparison {
        struct Pair: Hashable {
            var mine: String
            var theirs: String
        }
        let mine: [String: WireDefinition]
        let theirs: [String: WireDefinition]
        var visited: Set<Pair> = []
        /// Pairs that have not been compared.
        var pending: [(WireType, WireType)] = []

        mutating func agree(_ first: WireType, _ second: WireType) -> Bool {
            pending = [(first, second)]
            while let (one, two) = pending.popLast() {
                guard agreeOutside(one, two) else { return false }
            }
            return true
        }

        /// Compares what can be seen without looking into the types, and leaves what is inside for later.
        private mutating func agreeOutside(_ first: WireType, _ second: WireType) -> Bool {
            switch (first, second) {
            case (.optional(let one), .optional(let two)), (.array(let one), .array(let two)):
                pending.append((one, two))
                return true
            case (.dictionary(let key, let value), .dictionary(let otherKey, let otherValue)):
                pending.append(contentsOf: [(value, otherValue), (key, otherKey)])
                return true
            case (.named(let name), .named(let other)):
                guard visited.insert(Pair(mine: name, theirs: other)).inserted else { return true }
                guard let one = mine[name], let two = theirs[other] else { return false }
                return agreeOutside(one, two)
            default:
                return first == second
            }
        }

        private mutating func agreeOutside(_ first: WireDefinition, _ second: WireDefinition) -> Bool {
            guard first.isEnumeration == second.isEnumeration,
                first.alternatives.count == second.alternatives.count
            else { return false }
            for (one, two) in zip(first.alternatives, second.alternatives) {
                let common = min(one.fields.count, two.fields.count)
                // Only a struct may have grown, and only by optional fields.
                guard one.name == two.name,
                    one.fields.count == two.fields.count || !first.isEnumeration,
                    one.fields.dropFirst(common).allSatisfy({ $0.type.isOptional }),
                    two.fields.dropFirst(common).allSatisfy({ $0.type.isOptional })
                else { return false }
                for (mine, theirs) in zip(one.fields, two.fields) {
                    guard mine.name == theirs.name else { return false }
                    pending.append((mine.type, theirs.type))
                }
            }
            return true
        }
    }
}

extension WireType {
    /// Whether it is an optional.
    var isOptional: Bool {
        if case .optional = self { return true }
        return false
    }
}
