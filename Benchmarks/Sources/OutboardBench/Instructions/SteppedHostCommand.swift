internal import ArgumentParser
internal import BenchInterface
internal import Glibc
internal import Outboard

/// The command of the host whose instructions are counted; `instructions` starts it.
///
/// Makes the calls of one case after the other, and for each says on a line of its output which threads make and serve
/// them, and what both allocate.
struct SteppedHostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stepped-host", shouldDisplay: false)

    @Argument var marks: String

    func run() throws {
        let marks = try StepMarks(at: marks)
        let processors = ProcessorPair.choose()
        for group in HotPaths.groups {
            let pair = try group.start(processors)
            defer { pair.stop() }
            for benchCase in group.cases {
                guard readLine() != nil else { return }
                try run(benchCase.make(pair), pair, marks)
            }
        }
    }

    private func run(_ workload: some Workload, _ pair: BenchPair, _ marks: StepMarks) throws {
        let unit = workload.callsPerSample
        for _ in 0..<3 { try made(64 * unit, workload) }
        let counts = try allocations(workload, pair, calls: 256 * unit)
        marks.phase = .between
        print(getpid(), pair.plugin.processID, counts.host, counts.plugin, separator: " ")
        fflush(nil)
        // Both threads are awake when they are stopped.
        while !marks.isTraced { try made(8 * unit, workload) }
        let runs = [(StepMarks.Phase.short, InstructionCount.fewCalls), (.long, InstructionCount.manyCalls)]
        for (phase, calls) in runs {
            // The first calls after a pause of the plugin are others: they wake it.
            let warm = 2 * unit
            try workload.begin(warm + calls * unit)
            try workload.run(warm)
            marks.phase = phase
            try workload.run(calls * unit)
            marks.phase = .between
        }
        marks.phase = .done
        // Until it is no longer traced: the other thread must not be left stopped by a call.
        while marks.isTraced { usleep(1000) }
    }

    private func made(_ calls: Int, _ workload: some Workload) throws {
        try workload.begin(calls)
        try workload.run(calls)
    }

    /// Allocations of some calls on either side: the least of three runs, less those that counting makes itself.
    private func allocations(
        _ workload: some Workload, _ pair: BenchPair, calls: Int
    ) throws -> (host: Double, plugin: Double) {
        func counted(_ calls: Int) throws -> (host: UInt64, plugin: UInt64) {
            _ = try pair.count(true)
            if calls > 0 { try workload.begin(calls) }
            var counter = ThreadCounter()
            counter.start()
            let result = Result { try workload.run(calls) }
            let host = counter.stop().allocations
            try result.get()
            return (host, try pair.count(false).allocations)
        }
        let without = try counted(0)
        let runs = try (0..<3).map { _ in try counted(calls) }
        func perCall(_ values: [UInt64], _ without: UInt64) -> Double {
            let least = values.min() ?? 0
            return Double(least > without ? least - without : 0) / Double(calls)
        }
        return (perCall(runs.map(\.host), without.host), perCall(runs.map(\.plugin), without.plugin))
    }
}
