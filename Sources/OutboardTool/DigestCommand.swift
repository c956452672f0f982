import ArgumentParser
import Outboard

/// `outboard digest`: the digest of a program.
struct DigestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digest",
        abstract: "Prints the SHA-256 of a program, as catalogs and the option digest take it.",
        discussion:
            "Exit status: 0; 2 if the file cannot be read, is a link, or the tool was built without Verification.")

    @Argument(help: "The plugin's program.", completion: .file())
    var file: String

    func run() throws {
        print("\(try Programs.digest(file))  \(file)")
    }
}
