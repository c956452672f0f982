internal import ArgumentParser
internal import BenchInterface

/// The options of commands that run a suite.
struct SuiteOptions: ParsableArguments {
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

    /// Refuses cases that there are not.
    func validate(_ names: [String]) throws {
        for name in cases ?? [] where !names.contains(name) {
            throw ValidationError("There is no case '\(name)'. Cases: \(names.joined(separator: ", ")).")
        }
    }

    /// Measures, between the heading and the file.
    func run(_ measure: (ProcessorPair) throws -> [ResultRow]) throws {
        // Opened first: a path that cannot be written should not cost a whole run.
        let file = try jsonPath.map(JSONFile.init(path:))
        let processors = try cpus?.checked() ?? ProcessorPair.choose()
        print(Machine(processors: processors).description)
        // Not as the argument of `file?.write`: without a file that would not be asked for.
        let rows = try measure(processors)
        try file?.write(rows)
    }
}
