import ArgumentParser
import Outboard
import SystemPackage

/// `outboard sign`: signs a program.
struct SignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Signs a program: adds a signature to the file FILE.outboard-signature beside it.",
        discussion: """
            Signatures of others stay, if they are of the program as it is; those of an older one are removed. Exit status: \
            0; 2 if a file cannot be read or written, or the tool was built without Verification.
            """)

    @Argument(help: "The plugin's program.", completion: .file())
    var file: String

    @Option(help: "The file with the private key.", completion: .file())
    var key: String

    func run() throws {
        guard let signingKey = PluginSigningKey(try FileAccess.text(of: key)) else {
            throw Answer.unreadable("\(key) has no private key: outboard keygen makes one")
        }
        let digest = try Programs.digest(file)
        let signature = try Programs.attempt { () throws(OutboardError) in try signingKey.signature(of: digest) }
        let path = file + PluginSignature.fileSuffix
        var signatures: [PluginSignature] = []
        if FileAccess.problem(reading: path) == nil {
            let others = try Programs.attempt { () throws(OutboardError) in try SignatureFile(ofProgramAt: file) }
            for other in others.signatures where other.signer != signature.signer {
                let isValid = try Programs.attempt { () throws(OutboardError) in try other.isValid(for: digest) }
                if isValid { signatures.append(other) }
            }
        }
        signatures.append(signature)
        try FileAccess.replace(path, SignatureFile(signatures).text, [.ownerReadWrite, .groupRead, .otherRead])
        print("\(path): signed by \(signature.signer)")
    }
}
