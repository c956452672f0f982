internal import ArgumentParser
internal import BenchInterface

/// The command that measures calls between one pair of processes.
struct CoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "core",
        abstract: "Measures calls into one plugin, from bare rings to typed methods.",
        discussion: """
            Each block of calls is measured between two blocks of the floor, a bare ping-pong of one cache line each \
            way between the same two threads. Only ratios to the floor hold from one run to the next.

            Cases: \(CoreSuite.caseNames.joined(separator: ", ")).

            With the environment variable OUTBOARD_BENCH_SANDBOX=baseline, or another level, the plugin is in a sandbox; \
            its system calls are not counted then.

            Exits with 0 when everything was measured, whether or not the goals were met; with 1 when something could \
            not be measured; with 64 when the command line is wrong.
            """)

    @Option(name: .customLong("json"), help: ArgumentHelp("Also write the results to a file.", valueName: "file"))
    var jsonPath: String?

    @Flag(help: "Measure for a tenth of the time: a look, not a result.")
    var quick = false

    @Option(
        help: ArgumentHelp("Measure only some cases, separated by commas.", valueName: "a,b"),
        transform: { $0.split(separator: ",").map(String.init) })
    var cases: [String]?

    @Option(
        help: ArgumentHelp("The processors of host and plugin. By default two that share a cache.", valueName: "a,b"),
        transform: ProcessorPair.parse)
    var cpus: ProcessorPair?

    func validate() throws {
        for name in cases ?? [] where !CoreSuite.caseNames.contains(name) {
            throw ValidationError("There is no case '\(name)'. Cases: \(CoreSuite.caseNames.joined(separator: ", ")).")
        }
    }

    func run() throws {
        // Opened first: a path that cannot be written should not cost a whole run.
        let file = try jsonPath.map(JSONFile.init(path:))
        let processors = try cpus?.checked() ?? ProcessorPair.choose()
        print(Machine(processors: processors).description)
        let suite = CoreSuite(plan: quick ? .quick : .full, selection: cases)
        let rows = try suite.run(on: processors)
        print("", MeasurementNotes(), "", separator: "\n")
        print(processors.isShared ? "Goals hold for two CPUs, so none is judged." : GoalReport(rows).description)
        try file?.write(rows)
    }
}
