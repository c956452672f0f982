/// What the hypervisor has taken of some processors since a moment: they were to run something and did not.
struct StolenTime {
    private let processors: Set<Int>
    private let before: UInt64

    /// Begins.
    init(_ pair: ProcessorPair) {
        processors = [pair.host, pair.plugin]
        before = Self.ticks(processors)
    }

    /// So far; the kernel counts in steps of 10 ms.
    var nanoseconds: UInt64 { (Self.ticks(processors) &- before) &* 10_000_000 }

    /// The eighth number of the processor's line.
    private static func ticks(_ processors: Set<Int>) -> UInt64 {
        let names = processors.map { "cpu\($0)" }
        return (SystemFile.text(of: "/proc/stat") ?? "").split(separator: "\n").reduce(0) { sum, line in
            let words = line.split(separator: " ")
            guard words.count > 8, names.contains(String(words[0])), let ticks = UInt64(words[8]) else { return sum }
            return sum &+ ticks
        }
    }
}
