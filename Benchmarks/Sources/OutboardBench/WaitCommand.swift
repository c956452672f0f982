internal import ArgumentParser

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

    @OptionGroup var options: SuiteOptions

    func validate() throws { try options.validate(WaitSuite.caseNames) }

    func run() throws {
        try options.run { processors in
            let rows = try WaitSuite(plan: options.quick ? .quick : .full, selection: options.cases).run(on: processors)
            print("", WaitNotes(), "", WaitGoals(rows: rows), separator: "\n")
            return rows
        }
    }
}
