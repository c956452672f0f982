import ArgumentParser
import Outboard
import SystemPackage

/// `outboard keygen`: a key to sign with.
struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Makes an Ed25519 key to sign programs with, and prints its public half.",
        discussion: """
            The private key goes into FILE, which only its owner may read; the public one into FILE.pub. No file is \
            overwritten. Exit status: 0; 2 if a file cannot be made, or the tool was built without Verification.
            """)

    @Argument(help: "Where the private key goes.", completion: .file())
    var file: String

    func run() throws {
        for path in [file, file + ".pub"] where FileAccess.isThere(path) {
            throw Answer.unreadable("\(path) cannot be made: it is there already")
        }
        let key = try Programs.attempt { () throws(OutboardError) in try PluginSigningKey() }
        let publicKey = try Programs.attempt { () throws(OutboardError) in try key.publicKey() }
        try FileAccess.create(file, key.text + "\n", [.ownerReadWrite])
        try FileAccess.create(file + ".pub", "\(publicKey)\n", [.ownerReadWrite, .groupRead, .otherRead])
        print(publicKey)
    }
}
