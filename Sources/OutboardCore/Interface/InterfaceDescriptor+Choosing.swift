extension InterfaceDescriptor {
    /// The same interface of a host that accepts other versions of it.
    package func accepting(_ versions: InterfaceVersionRange?) -> InterfaceDescriptor {
        guard let versions, versions != accepted else { return self }
        return InterfaceDescriptor(name, version: version, methods: methods, errors: errors, accepted: versions)
    }

    /// Chooses among what a plugin offers: the highest version that the host accepts and can use.
    ///
    /// - Parameters:
    ///   - offered: The plugin's interfaces, in its own words.
    ///   - title: What the plugin is called in messages.
    /// - Returns: The index of the chosen one.
    /// - Throws: `OutboardError` with the code `interfaceMismatch`, with what both sides have and who must be upgraded.
    package func choose(among offered: [InterfaceSignature], of title: String) throws(OutboardError) -> Int {
        let namesakes = offered.indices.filter { offered[$0].name == name }
        let accepted = namesakes.filter { self.accepted.contains(offered[$0].version) }
            .sorted { offered[$0].version > offered[$1].version }
        let expected = signature
        if let misplaced = expected.misplacedLoan { throw OutboardError(code: .interfaceMismatch, message: misplaced) }
        var disagreement: String?
        for index in accepted {
            guard let difference = expected.difference(fromPlugin: offered[index]) else { return index }
            // That of the best one: others would only be guessed at.
            if disagreement == nil {
                disagreement = "\(title): \(difference)" + advice(against: offered[index].version)
            }
        }
        let message = disagreement ?? noVersion(namesakes.map { offered[$0].version }, among: offered, title)
        throw OutboardError(code: .interfaceMismatch, message: ForeignText.plain(message))
    }

    /// What to do about two interfaces that should agree, by their first numbers, and do not.
    private func advice(against served: InterfaceVersion) -> String {
        guard served.major == version.major else { return "" }
        let both =
            served == version
            ? "both say \(name) \(version)" : "the host says \(name) \(version), the plugin \(name) \(served)"
        return ": \(both), and a change that does not fit needs another first number"
    }

    /// Says what both sides have, and what to do about it.
    private func noVersion(
        _ versions: [InterfaceVersion], among offered: [InterfaceSignature], _ title: String
    ) -> String {
        guard !versions.isEmpty else {
            let all = offered.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
            return "the host expects the interface \(name) \(accepted) of \(title), which serves "
                + (all.isEmpty ? "nothing" : all)
        }
        let advice =
            if versions.allSatisfy({ $0 < accepted.lowest }) {
                "the plugin must be upgraded to one that serves \(name) \(accepted.lowest) or later"
            } else if versions.allSatisfy({ $0 >= accepted.end }) {
                "the host must be upgraded to one that accepts \(name) \(versions.max() ?? version)"
            } else {
                "the host must be upgraded, or another plugin be installed"
            }
        return "there is no common version of \(name): the host accepts \(accepted), and \(title) serves "
            + "\(versions.sorted().map(\.description).joined(separator: ", ")): \(advice)"
    }
}
