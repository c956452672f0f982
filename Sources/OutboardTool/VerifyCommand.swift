import ArgumentParser
import Outboard

/// `outboard verify`: whether a program is signed.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks whether a program is signed by one of some keys.",
        discussion: """
            Exit status: 0 if it is; 1 if it is not; 2 if the program or a key cannot be read, or the tool was built without \
            Verification; 64 without a key.
            """)

    @Argument(help: "The plugin's program.", completion: .file())
    var file: String

    @Option(help: "A public key, ed25519:…, or a file with one. May be given more than once.", completion: .file())
    var key: [String]

    @Flag(help: "Print a JSON object.")
    var json = false

    func validate() throws {
        if key.isEmpty { throw ValidationError("--key is missing: name the key that has to have signed the program") }
    }

    func run() throws {
        let signers = try key.map(Self.publicKey)
        let digest = try Programs.digest(file)
        var signer: PluginPublicKey?
        var complaint = "\(file) has no valid signature of \(signers.map(\.description).joined(separator: " or "))"
        do throws(OutboardError) {
            signer = try SignatureFile(ofProgramAt: file).firstSigner(among: signers, of: digest)
        } catch {
            complaint = error.message
        }
        if json {
            try Answer.printJSON(Report(path: file, sha256: "\(digest)", signer: signer?.description))
        }
        guard let signer else { throw Answer.no(complaint) }
        if !json { print("\(file): signed by \(signer)") }
    }

    private struct Report: Encodable {
        let path: String
        let sha256: String
        let signer: String?
    }

    private static func publicKey(_ text: String) throws -> PluginPublicKey {
        if let key = PluginPublicKey(text) { return key }
        let line = try FileAccess.text(of: text).split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        guard let key = PluginPublicKey(line) else {
            throw Answer.unreadable("\(text) has no public key, ed25519: and 64 hexadecimal digits")
        }
        return key
    }
}
