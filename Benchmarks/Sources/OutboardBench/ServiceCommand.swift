internal import ArgumentParser

/// The command that measures what a service sees.
struct ServiceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service",
        abstract: "Measures load, many callers and chains of plugins.",
        discussion: """
            Load is an open loop: calls arrive at random moments at a share of what one caller manages, and count from \
            their arrival.

            Cases: \(ServiceSuite.caseNames.joined(separator: ", ")).

            Exits with 0 when everything was measured, with 1 when something could not be, with 64 when the command line \
            is wrong.
            """)

    @OptionGroup var options: SuiteOptions

    func validate() throws { try options.validate(ServiceSuite.caseNames) }

    func run() throws {
        try options.run { processors in
            try ServiceSuite(plan: options.quick ? .quick : .full, selection: options.cases).run(on: processors)
        }
    }
}
