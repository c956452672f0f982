import ArgumentParser
import Outboard

/// `outboard inspect`: what a plugin says about itself.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Prints a plugin's name, version, interfaces and what it asks for.",
        discussion: """
            Reads the manifest in the program's file; nothing is executed. Exit status: 0; 1 if the program has no manifest; \
            2 if the file is no program, cannot be read or has a damaged manifest.
            """)

    @Argument(help: "The plugin's program.", completion: .file())
    var file: String

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() throws {
        let manifest: PluginManifest?
        do {
            manifest = try PluginManifest.of(programAt: file)
        } catch {
            throw Answer.unreadable(error.message)
        }
        guard let manifest else {
            throw Answer.no("\(file) has no manifest: its author adds one with @PluginManifest or OUTBOARD_PLUGIN_NOTE")
        }
        let description = ManifestDescription(manifest, path: file)
        if json {
            try Answer.printJSON(description)
        } else {
            print(description.text)
        }
    }
}
