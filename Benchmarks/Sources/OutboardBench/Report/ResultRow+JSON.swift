extension ResultRow {
    /// The row as a JSON object on one line.
    var json: String {
        let fields = [
            ("suite", quoted("core")),
            ("case", quoted(title.name)),
            ("peer", quoted(title.peer.rawValue)),
            ("policy", quoted(policy)),
            ("payloadBytes", String(title.payloadBytes)),
            ("window", String(title.window)),
            ("calls", String(calls)),
            ("minNs", number(minNs)),
            ("meanNs", number(blocks.meanNs)),
            ("p50Ns", number(p50Ns)),
            ("p90Ns", number(p90Ns)),
            ("p99Ns", number(p99Ns)),
            ("p999Ns", number(p999Ns)),
            ("maxNs", number(maxNs)),
            ("floorBeforeNs", number(blocks.floorBeforeNs)),
            ("floorAfterNs", number(blocks.floorAfterNs)),
            ("ratio", number(blocks.ratio)),
            ("allocationsPer1000", number(counted.allocationsPer1000)),
            ("syscallsPer1000", counted.systemCallsPer1000.map(number) ?? "null"),
            ("medianRatio", number(blocks.medianRatio)),
            ("blocks", String(blocks.kept)),
            ("discardedBlocks", String(blocks.discarded)),
        ]
        return "{" + fields.map { "\(quoted($0)): \($1)" }.joined(separator: ", ") + "}"
    }

    /// Names of cases and policies hold nothing that JSON would have escaped.
    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    private func number(_ value: Double) -> String {
        let rounded = (value * 10_000).rounded() / 10_000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }
}
