/// What one ``ParkRun`` showed, for people and as JSON.
struct ParkReport: CustomStringConvertible {
    let run: ParkRun

    var description: String {
        let title = "\(run.backend), \(run.placement.rawValue)"
        let columns: [(String, DelayHistogram)] = [
            ("to plugin", run.calls.calls), ("to host", run.calls.answers), ("eventfd round", run.rounds.calls),
        ]
        var lines = ["\(title): \(run.calls.parks) parks, no wake-up lost; \(run.rounds.parks) of plain eventfds", ""]
        lines.append("  wake-up below".aligned(left: 18) + columns.map { $0.0.aligned(right: 14) }.joined())
        for (place, bound) in DelayHistogram.bounds.enumerated() {
            let counts = columns.map { $0.1.counts[place] }
            guard counts.contains(where: { $0 > 0 }) else { continue }
            lines.append(
                "  \(Self.time(bound))".aligned(left: 18) + counts.map { String($0).aligned(right: 14) }.joined())
        }
        lines.append(
            "  longest".aligned(left: 18) + columns.map { Self.time($0.1.longestNs).aligned(right: 14) }.joined())
        lines.append("  later than 1 ms   Outboard: \(Self.summary(run.calls)); eventfd: \(Self.summary(run.rounds))")
        lines.append("  taken by the hypervisor meanwhile: \(Self.time(run.stolenNs))\n")
        return lines.joined(separator: "\n")
    }

    private static func summary(_ block: PhaseBlock) -> String {
        let beyond = block.beyondScheduling
        let longest = beyond.map(\.beyondNs).max().map { ", the longest by \(time($0))" } ?? ""
        return "\(block.late.count), of which \(beyond.count) not in a run queue\(longest)"
    }

    private static func time(_ nanoseconds: UInt64) -> String {
        switch nanoseconds {
        case ..<1_000_000: (Double(nanoseconds) / 1e3).fixed(1) + " µs"
        case ..<1_000_000_000: (Double(nanoseconds) / 1e6).fixed(1) + " ms"
        default: (Double(nanoseconds) / 1e9).fixed(1) + " s"
        }
    }

    // MARK: JSON

    /// An object for all calls, one for each shape, and one for the plain rounds.
    var json: [String] {
        [Self.object("parks", "outboard", run, run.calls)]
            + run.orders.compactMap { order in
                run.byOrder[order.description].map { Self.object("parks-\(order)", "outboard", run, $0) }
            } + [Self.object("parks", "eventfd", run, run.rounds)]
    }

    private static func object(_ name: String, _ peer: String, _ run: ParkRun, _ block: PhaseBlock) -> String {
        let beyond = block.beyondScheduling
        let fields: [(String, String)] = [
            ("suite", "\"parks\""), ("case", "\"\(name)\""), ("peer", "\"\(peer)\""),
            ("backend", peer == "outboard" ? "\"\(run.backend)\"" : "null"),
            ("placement", "\"\(run.placement.rawValue)\""),
            ("parks", String(block.parks)), ("lost", "0"), ("seconds", (Double(block.wallNs) / 1e9).fixed(1)),
            ("callMaxNs", String(block.calls.longestNs)), ("answerMaxNs", String(block.answers.longestNs)),
            ("over1ms", String(block.late.count)), ("over1msBeyondScheduling", String(beyond.count)),
            ("maxBeyondSchedulingNs", String(beyond.map(\.beyondNs).max() ?? 0)),
            ("stolenNs", String(run.stolenNs)),
            ("boundsNs", "\(DelayHistogram.bounds)"), ("callCounts", "\(block.calls.counts)"),
            ("answerCounts", "\(block.answers.counts)"),
            ("late", "[" + block.late.map { "[\($0.delayNs), \($0.queuedNs)]" }.joined(separator: ", ") + "]"),
        ]
        return "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }
}
