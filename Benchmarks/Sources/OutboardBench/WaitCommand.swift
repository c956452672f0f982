internal import ArgumentParser
internal import BenchInterface

/// The command that measures waiting.
struct WaitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Measures how callers and plugins wait: policies, gaps, parking, groups, idling.",
        discussion: """
            What is compared is measured in turns, block by block. Only such ratios hold from one run to the next.

            Cases: \(WaitSuite.caseNames.joined(separator: ", ")).

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
        help: ArgumentHelp("Where pinned threads go. By default two CPUs that share a cache.", valueName: "a,b"),
        transform: ProcessorPair.parse)
    var cpus: ProcessorPair?

    func validate() throws {
        for name in cases ?? [] where !WaitSuite.caseNames.contains(name) {
            throw ValidationError("There is no case '\(name)'. Cases: \(WaitSuite.caseNames.joined(separator: ", ")).")
        }
    }

    func run() throws {
        // Opened first: a path that cannot be written should not cost a whole run.
        let file = try jsonPath.map(JSONFile.init(path:))
        let processors = try cpus?.checked() ?? ProcessorPair.choose()
        print(Machine(processors: processors).description)
        let rows = try WaitSuite(plan: quick ? .quick : .full, selection: cases).run(on: processors)
        print("", WaitNotes(), "", WaitGoals(rows: rows), separator: "\n")
        try file?.write(rows)
    }
}
