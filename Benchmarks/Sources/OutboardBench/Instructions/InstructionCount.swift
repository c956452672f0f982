/// What one side of a case does for a call.
struct InstructionCount {
    /// The side of a call.
    enum Side: String, CaseIterable {
        /// The calling thread.
        case host
        /// The plugin's worker.
        case plugin
    }

    /// Calls of the two runs, or windows of calls: what one call takes is their difference over that of these.
    static let fewCalls = 2
    static let manyCalls = 6

    let title: CaseTitle
    let side: Side
    /// For a call.
    var instructions: Double
    /// For a call.
    var allocations: Double
    /// For a call.
    var systemCalls: Double
    /// For a call: instructions that read, change and write memory in one step.
    ///
    /// Each lock takes one at least.
    var atomics: Double

    /// As JSON on one line.
    var json: String {
        """
        {"case": "\(title.name)", "payloadBytes": \(title.payloadBytes), "window": \(title.window), \
        "side": "\(side.rawValue)", "instructions": \(number(instructions)), "allocations": \(number(allocations)), \
        "systemCalls": \(number(systemCalls)), "atomics": \(number(atomics))}
        """
    }

    /// For people.
    var line: String {
        let name = title.payloadBytes > 0 ? "\(title.name) \(title.payloadBytes)" : title.name
        let whole = title.window > 1 ? "\(name) x\(title.window)" : name
        return Self.line(whole, side.rawValue, [instructions, allocations, systemCalls, atomics].map(number))
    }

    /// The heading of such lines.
    static var heading: String { line("case", "side", ["instructions", "allocations", "system calls", "atomics"]) }

    private static func line(_ name: String, _ side: String, _ columns: [String]) -> String {
        name.aligned(left: 24) + side.aligned(left: 8) + columns.map { $0.aligned(right: 14) }.joined()
    }

    private func number(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
