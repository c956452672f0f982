internal import Glibc
public import OutboardCore
internal import OutboardSystem

/// The signatures of a program, in a file beside it.
///
/// Text: a first line `outboard signature 1`, then a line for each signature: the signer's public key, a space, and 128
/// hexadecimal digits.
///
/// ```
/// outboard signature 1
/// ed25519:d75a980182b1… 92a009a9f0d4…
/// ```
public struct SignatureFile: Sendable, Hashable {
    private static let head = "outboard signature 1"
    // Some 300 signatures.
    private static let maximumByteCount = 1 << 16

    /// The signatures; nobody has checked them.
    public var signatures: [PluginSignature]

    /// A file with some signatures.
    public init(_ signatures: [PluginSignature] = []) {
        self.signatures = signatures
    }

    /// Reads the text of a file; nil if it has another form.
    public init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard lines.first == Self.head[...] else { return nil }
        var signatures: [PluginSignature] = []
        for line in lines.dropFirst() {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let signer = PluginPublicKey(String(words[0])),
                let bytes = Hexadecimal.bytes(words[1], count: 64)
            else { return nil }
            signatures.append(PluginSignature(signer: signer, bytes: bytes))
        }
        self.signatures = signatures
    }

    /// The text.
    public var text: String {
        ([Self.head] + signatures.map { "\($0.signer) \(Hexadecimal.text($0.bytes))" }).map { $0 + "\n" }.joined()
    }

    /// Reads the file beside a program.
    ///
    /// - Parameter path: The program.
    /// - Throws: `OutboardError` with the code `startFailed` if there is none, or it has another form.
    public init(ofProgramAt path: String) throws(OutboardError) {
        let file = path + PluginSignature.fileSuffix
        guard let bytes = SmallFile.bytes(of: file, limit: Self.maximumByteCount + 1) else {
            let reason = unsafe access(file, F_OK) != 0 ? "there is no \(file)" : "\(file) cannot be read"
            throw OutboardError(
                code: .startFailed, message: "\(path) is not signed: \(reason); outboard sign makes one")
        }
        guard bytes.count <= Self.maximumByteCount, let text = String(validating: bytes, as: UTF8.self),
            let read = SignatureFile(text: text)
        else { throw OutboardError(code: .startFailed, message: "\(file) is not a signature file") }
        self = read
    }

    /// The first of some signers that has signed a program.
    ///
    /// - Parameters:
    ///   - signers: Whose signatures count.
    ///   - digest: The program's digest.
    /// - Returns: The signer; nil if none of them has.
    /// - Throws: `OutboardError` with the code `startFailed` without the trait `Verification`.
    public func firstSigner(
        among signers: some Sequence<PluginPublicKey>, of digest: ProgramDigest
    ) throws(OutboardError) -> PluginPublicKey? {
        let wanted = Set(signers)
        for signature in signatures where wanted.contains(signature.signer) {
            if try signature.isValid(for: digest) { return signature.signer }
        }
        return nil
    }
}
