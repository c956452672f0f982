import Foundation
import Logging
import Outboard
import ProbeInterface
import Testing

/// Signatures: the commands that make and check them, and hosts that ask for them.
@Suite struct SignTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func `keys and signature files are read in one form alone`() throws {
        let zeros = String(repeating: "00", count: 32)
        #expect(PluginPublicKey("ed25519:\(zeros)")?.description == "ed25519:\(zeros)")
        for text in [
            "", zeros, "ed25519:", "ed25519:\(zeros)0", "ed25519:\(zeros.dropLast())g", "rsa:\(zeros)",
            " ed25519:\(zeros)",
        ] {
            #expect(PluginPublicKey(text) == nil, "\(text)")
        }
        #expect(PluginSigningKey("ed25519-private:\(zeros)\n")?.text == "ed25519-private:\(zeros)")
        #expect(PluginSigningKey("ed25519:\(zeros)") == nil)
        let line = "ed25519:\(zeros) \(zeros)\(zeros)\n"
        let text = "outboard signature 1\n\(line)\(line)"
        #expect(SignatureFile(text: text)?.text == text)
        #expect(SignatureFile(text: "outboard signature 1\n")?.signatures == [])
        for text in [
            "", "outboard signature 2\n" + line, line, "outboard signature 1\n\(line)x\n",
            String(text.dropLast(2)),
        ] {
            #expect(SignatureFile(text: text) == nil, "\(text)")
        }
    }

    #if Verification
    private func key(_ name: String) throws -> (path: String, text: String) {
        let run = try Tool.run("keygen", folder.path(name))
        #expect(run.status == 0, "\(run.errors)")
        return (folder.path(name), run.output.trimmingCharacters(in: .newlines))
    }

    private func plugin() throws -> String {
        try folder.copy(Tool.program("ProbePlugin"), to: "plugin")
    }

    private func start(_ path: String, _ signers: [String], digest: ProgramDigest? = nil) async throws -> Int {
        var options = PluginOptions()
        options.logger = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
        options.startTimeout = .seconds(600)
        options.signers = try signers.map { try #require(PluginPublicKey($0)) }
        options.digest = digest
        return try await withPlugin(at: path, configuration: ProbeConfiguration(), options: options) { plugin in
            let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(plugin.processID)/exe")
            #expect(executable.hasPrefix("/memfd:"))
            return try plugin.client(ProbeClient.self).sum(1, 2)
        }
    }

    private func refusal(_ path: String, _ signers: [String], digest: ProgramDigest? = nil) async -> String {
        let error = await #expect(throws: OutboardError.self) { try await start(path, signers, digest: digest) }
        #expect(error?.code == .startFailed)
        return error?.message ?? ""
    }

    @Test func `a key is made once, and is its owner's`() throws {
        let key = try key("k")
        #expect(PluginPublicKey(key.text) != nil)
        #expect(try String(contentsOfFile: key.path + ".pub", encoding: .utf8) == key.text + "\n")
        let mode = try FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let again = try Tool.run("keygen", key.path)
        #expect(again.status == 2 && again.errors.contains("cannot be made: it is there already"))
        let read = try #require(PluginSigningKey(try String(contentsOfFile: key.path, encoding: .utf8)))
        #expect(try read.publicKey().description == key.text)
    }

    @Test func `what is signed verifies, and nothing else does`() throws {
        let path = try plugin()
        let (one, other) = (try key("one"), try key("other"))
        let unsigned = try Tool.run("verify", path, "--key", one.text)
        #expect(unsigned.status == 1 && unsigned.errors.contains("is not signed: there is no"))
        #expect(try Tool.run("sign", path, "--key", one.path).status == 0)
        let good = try Tool.run("verify", path, "--key", one.path + ".pub", "--key", other.text)
        #expect(good.status == 0 && good.output == "\(path): signed by \(one.text)\n", "\(good)")
        let foreign = try Tool.run("verify", path, "--key", other.text)
        #expect(foreign.status == 1 && foreign.errors.contains("no valid signature of \(other.text)"))
        let json = try Tool.run("verify", "--json", path, "--key", one.text)
        #expect(try json.object()["signer"] as? String == one.text)
        // A second signature joins the first; each of them once.
        #expect(try Tool.run("sign", path, "--key", other.path).status == 0)
        #expect(try Tool.run("sign", path, "--key", other.path).status == 0)
        let file = try String(contentsOfFile: path + ".outboard-signature", encoding: .utf8)
        #expect(file.split(separator: "\n").count == 3)
        for signer in [one, other] { #expect(try Tool.run("verify", path, "--key", signer.text).status == 0) }
        // Another program: the signatures of the old one go when it is signed.
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("x".utf8))
        try handle.close()
        #expect(try Tool.run("verify", path, "--key", one.text).status == 1)
        #expect(try Tool.run("sign", path, "--key", other.path).status == 0)
        #expect(try Tool.run("verify", path, "--key", one.text).status == 1)
        #expect(try Tool.run("verify", path, "--key", other.text).status == 0)
        // Not one bit of a signature.
        let signature = try String(contentsOfFile: path + ".outboard-signature", encoding: .utf8)
        let last = signature.dropLast().last == "0" ? "1" : "0"
        try folder.write(String(signature.dropLast(2)) + last + "\n", to: "plugin.outboard-signature")
        #expect(try Tool.run("verify", path, "--key", other.text).status == 1)
        #expect(try Tool.run("verify", path).status == 64)
        #expect(try Tool.run("verify", path, "--key", folder.path("none")).status == 2)
    }

    @Test func `a host that asks for a signature runs the sealed copy that has it, and no other program`() async throws
    {
        let path = try plugin()
        let (one, other) = (try key("one"), try key("other"))
        #expect(await refusal(path, [one.text]).contains("is not signed: there is no"))
        #expect(try Tool.run("sign", path, "--key", one.path).status == 0)
        #expect(try await start(path, [other.text, one.text]) == 3)
        #expect(await refusal(path, [other.text]).contains("no valid signature of \(other.text)"))
        // With a digest as well, both count.
        let digest = try ProgramDigest.of(programAt: path)
        #expect(try await start(path, [one.text], digest: digest) == 3)
        #expect(await refusal(path, [other.text], digest: digest).contains("no valid signature"))
        let wrong = ProgramDigest(sha256: String(repeating: "0", count: 64))
        #expect(await refusal(path, [one.text], digest: wrong).contains("was asked for"))
        // A signature of another program does not count.
        try FileManager.default.removeItem(atPath: path)
        try folder.copy(Tool.program("CPlugin"), to: "plugin")
        #expect(await refusal(path, [one.text]).contains("no valid signature of \(one.text)"))
        try folder.write("nonsense", to: "plugin.outboard-signature")
        #expect(await refusal(path, [one.text]).contains("is not a signature file"))
    }

    @Test func `a catalog checks digests and signatures`() async throws {
        let path = try plugin()
        let key = try key("k")
        let digest = try Tool.run("digest", path)
        #expect(digest.status == 0 && digest.output.hasSuffix("  \(path)\n"))
        func catalog(_ digest: String) throws -> String {
            try folder.write(
                """
                {"catalog": 1, "plugins": {"p": {"path": "plugin", "sha256": "\(digest)", "signers": ["\(key.text)"],
                    "startTimeout": 600}}}
                """, to: "catalog.json")
        }
        let right = String(digest.output.prefix(64))
        let unsigned = try Tool.run("catalog", "check", try catalog(right))
        #expect(
            unsigned.status == 1 && unsigned.errors.contains("plugins.p.sha256: ")
                && unsigned.errors.contains("is not signed"))
        #expect(try Tool.run("sign", path, "--key", key.path).status == 0)
        #expect(try Tool.run("catalog", "check", try catalog(right)).status == 0)
        let plugin = try await PluginCatalog(at: try catalog(right)).start("p", with: ProbeConfiguration())
        #expect(try plugin.client(ProbeClient.self).sum(1, 2) == 3)
        await plugin.stop()
        let wrong = try Tool.run("catalog", "check", try catalog(String(repeating: "0", count: 64)))
        #expect(wrong.status == 1 && wrong.errors.contains("the digest of \(path) is \(right), and 0000"))
    }
    #else
    @Test func `without the trait nothing is signed, and nothing that has to be signed starts`() async throws {
        let path = try folder.copy(Tool.program("CPlugin"), to: "plugin")
        let zeros = String(repeating: "00", count: 32)
        try folder.write("outboard signature 1\ned25519:\(zeros) \(zeros)\(zeros)\n", to: "plugin.outboard-signature")
        let key = try folder.write("ed25519-private:\(zeros)\n", to: "key")
        let runs = [
            try Tool.run("keygen", folder.path("new")), try Tool.run("digest", path),
            try Tool.run("sign", path, "--key", key), try Tool.run("verify", path, "--key", "ed25519:\(zeros)"),
        ]
        for run in runs {
            #expect(run.status == 2 && run.errors.contains("the trait Verification"), "\(run)")
        }
        var options = PluginOptions()
        options.signers = [try #require(PluginPublicKey("ed25519:\(zeros)"))]
        let error = await #expect(throws: OutboardError.self) {
            _ = try await PluginHandle.start(at: path, options: options)
        }
        #expect(error?.code == .startFailed && error?.message.contains("the trait Verification") == true)
    }
    #endif
}
