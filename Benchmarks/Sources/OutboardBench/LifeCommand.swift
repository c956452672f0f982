internal import ArgumentParser

/// The command that measures the life of plugins.
struct LifeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "life",
        abstract: "Measures deaths, restarts, reloads, starts and memory.",
        discussion: """
            Plugins are killed with SIGKILL while they are called, started again and replaced.

            Cases: \(LifeSuite.caseNames.joined(separator: ", ")).

            Exits with 0 when everything was measured, whether or not the goals were met; with 1 when something could \
            not be measured; with 64 when the command line is wrong.
            """)

    @OptionGroup var options: SuiteOptions

    func validate() throws { try options.validate(LifeSuite.caseNames) }

    func run() throws {
        try options.run { processors in
            let plan = options.quick ? LifePlan.quick : .full
            let rows = try LifeSuite(plan: plan, selection: options.cases).run(on: processors)
            print("", LifeGoals(rows: rows), separator: "\n")
            return rows
        }
    }
}
