extension ResultRow {
    /// The row as a JSON object on one line.
    var json: String {
        let fields = common + (facts.map(Self.extra) ?? [])
        return "{" + fields.map { "\(Self.quoted($0)): \($1)" }.joined(separator: ", ") + "}"
    }

    private var common: [(String, String)] {
        [
            ("suite", Self.quoted(suite)),
            ("case", Self.quoted(title.name)),
            ("peer", Self.quoted(title.peer.rawValue)),
            ("policy", Self.quoted(policy)),
            ("payloadBytes", String(title.payloadBytes)),
            ("window", String(title.window)),
            ("calls", String(calls)),
            ("minNs", Self.number(minNs)),
            ("meanNs", Self.number(blocks.meanNs)),
            ("p50Ns", Self.number(p50Ns)),
            ("p90Ns", Self.number(p90Ns)),
            ("p99Ns", Self.number(p99Ns)),
            ("p999Ns", Self.number(p999Ns)),
            ("maxNs", Self.number(maxNs)),
            ("floorBeforeNs", Self.number(blocks.floorBeforeNs)),
            ("floorAfterNs", Self.number(blocks.floorAfterNs)),
            ("ratio", Self.number(blocks.ratio)),
            ("allocationsPer1000", Self.number(counted.allocationsPer1000)),
            ("syscallsPer1000", counted.systemCallsPer1000.map(Self.number) ?? "null"),
            ("medianRatio", Self.number(blocks.medianRatio)),
            ("blocks", String(blocks.kept)),
            ("discardedBlocks", String(blocks.discarded)),
            ("fitCpuNs", blocks.fit.map { Self.number($0.workNs) } ?? "null"),
            ("fitCrossings", blocks.fit.map { Self.number($0.crossings) } ?? "null"),
        ]
    }

    /// What only some rows know; keys of the others are left out.
    private static func extra(_ facts: RowFacts) -> [(String, String)] {
        let fields: [(String, String?)] = [
            ("gapNs", facts.gapNs.map(String.init)),
            ("cpuPercent", facts.cpuPercent.map(number)),
            ("hostCpuPercent", facts.hostCpuPercent.map(number)),
            ("plugins", facts.plugins.map(String.init)),
            ("backend", facts.backend.map(quoted)),
            ("placement", facts.placement.map { quoted($0.rawValue) }),
            ("reference", facts.reference.map(quoted)),
            ("bestPolicy", facts.best.map { quoted($0.policy) }),
            ("ratioToBest", facts.best.map { number($0.ratio) }),
            ("threads", facts.threads.map(String.init)),
            ("lanes", facts.lanes.map(String.init)),
            ("callsPerSecond", facts.callsPerSecond.map(number)),
            ("callerNs", facts.group.map { number($0.callerNs) }),
            ("waitNs", facts.group.map { number($0.waitNs) }),
            ("waitsPer1000", facts.group.map { number($0.waitsPer1000) }),
            ("callerRatio", facts.group?.callerRatio.map(number)),
            ("waitRatio", facts.group?.waitRatio.map(number)),
            ("loadPercent", facts.loadPercent.map(String.init)),
            ("pssBytes", facts.memory.map { String($0.proportionalBytes) }),
            ("privateBytes", facts.memory.map { String($0.privateBytes) }),
        ]
        let all = fields + (facts.life.map(life) ?? [])
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    private static func life(_ facts: LifeFacts) -> [(String, String?)] {
        [
            ("caller", facts.caller.map(quoted)),
            ("restarts", facts.restarts.map(String.init)),
            ("reloads", facts.reloads.map(String.init)),
            ("lostCalls", facts.lostCalls.map(String.init)),
            ("descriptorsBefore", facts.hostBefore.map { String($0.descriptors) }),
            ("descriptorsAfter", facts.hostAfter.map { String($0.descriptors) }),
            ("threadsBefore", facts.hostBefore.map { String($0.threads) }),
            ("threadsAfter", facts.hostAfter.map { String($0.threads) }),
            ("privateBytesBefore", facts.hostBefore.map { String($0.privateBytes) }),
            ("privateBytesAfter", facts.hostAfter.map { String($0.privateBytes) }),
        ]
    }

    /// Names of cases and policies hold nothing that JSON would have escaped.
    private static func quoted(_ text: String) -> String { "\"\(text)\"" }

    private static func number(_ value: Double) -> String {
        guard value.isFinite else { return "null" }
        let rounded = (value * 10_000).rounded() / 10_000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }
}
