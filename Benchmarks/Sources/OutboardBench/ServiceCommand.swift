internal import ArgumentParser
internal import BenchInterface

/// The command that measures what a service sees.
struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Measures load, many callers, chains of plugins, starts and memory.",
        discussion: """
            Load is an open loop: calls arrive at random moments at a share of what one caller manages, and count from \
            their arrival.

            Cases: \(ServiceSuite.caseNames.joined(separator: ", ")).

            Exits with 0 when everything was measured, with 1 when something could not be, with 64 when the command line \
            is wrong.
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
        for name in cases ?? [] where !ServiceSuite.caseNames.contains(name) {
            let names = ServiceSuite.caseNames.joined(separator: ", ")
            throw ValidationError("There is no case '\(name)'. Cases: \(names).")
        }
    }

    func run() throws {
        // Opened first: a path that cannot be written should not cost a whole run.
        let file = try jsonPath.map(JSONFile.init(path:))
        let processors = try cpus?.checked() ?? ProcessorPair.choose()
        print(Machine(processors: processors).description)
        let rows = try ServiceSuite(plan: quick ? .quick : .full, selection: cases).run(on: processors)
        try file?.write(rows)
    }
}
