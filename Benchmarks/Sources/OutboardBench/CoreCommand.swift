internal import ArgumentParser

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

    @OptionGroup var options: SuiteOptions

    func validate() throws { try options.validate(CoreSuite.caseNames) }

    func run() throws {
        try options.run { processors in
            let rows = try CoreSuite(plan: options.quick ? .quick : .full, selection: options.cases).run(on: processors)
            print("", MeasurementNotes(), "", separator: "\n")
            print(processors.isShared ? "Goals hold for two CPUs, so none is judged." : GoalReport(rows).description)
            return rows
        }
    }
}
