internal import BenchInterface

/// How often each instruction ran, and where it lies in the files of its program.
struct InstructionProfile {
    /// A part of a file that a process has mapped to run it.
    private struct Code {
        let addresses: Range<UInt64>
        let offset: UInt64
        let path: String
    }

    private var title = CaseTitle(name: "")
    private var code: [InstructionCount.Side: [Code]] = [:]
    private var counts: [InstructionCount.Side: [UInt64: Int]] = [:]
    private var finished: [String] = []

    /// Goes on to another case.
    mutating func begin(_ title: CaseTitle, host: Int32, plugin: Int32) {
        finished = objects
        self.title = title
        counts = [:]
        code = [.host: Self.code(of: host), .plugin: Self.code(of: plugin)]
    }

    /// Adds an instruction of the longer run.
    mutating func add(_ side: InstructionCount.Side, _ address: UInt64) {
        counts[side, default: [:]][address, default: 0] += 1
    }

    /// A JSON object for each instruction: how often it ran in a call, its file and its offset there.
    var objects: [String] {
        let calls = Double(InstructionCount.manyCalls * title.window)
        return finished
            + counts.flatMap { side, counts in
                counts.map { address, count in
                    let part = code[side]?.first { $0.addresses.contains(address) }
                    return """
                        {"case": "\(title.name)", "payloadBytes": \(title.payloadBytes), "window": \(title.window), \
                        "side": "\(side.rawValue)", "path": "\(part?.path ?? "")", \
                        "offset": \(part.map { address - $0.addresses.lowerBound + $0.offset } ?? address), \
                        "perCall": \(Double(count) / calls)}
                        """
                }
            }
    }

    private static func code(of process: Int32) -> [Code] {
        let lines = SystemFile.text(of: "/proc/\(process)/maps")?.split(separator: "\n") ?? []
        return lines.compactMap { line in
            let words = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard words.count == 6, words[1].contains("x") else { return nil }
            let bounds = words[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard bounds.count == 2, bounds[0] < bounds[1], let offset = UInt64(words[2], radix: 16) else { return nil }
            return Code(
                addresses: bounds[0]..<bounds[1], offset: offset, path: String(words[5].drop { $0 == " " }))
        }
    }
}
