import ArgumentParser

/// The command-line tool.
@main
struct OutboardTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outboard",
        abstract: "Looks at plugins, catalogs and signatures; runs nothing.",
        discussion: """
            Exit status: 0 when the answer is yes, or everything went well; 1 when the answer is no; 2 when a file cannot be \
            read or written; 64 when the command is wrong.
            """,
        subcommands: [
            InspectCommand.self, ListCommand.self, CatalogCommand.self, DigestCommand.self, KeyCommand.self,
            SignCommand.self, VerifyCommand.self,
        ])
}
