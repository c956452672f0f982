public import OutboardCore

#if Verification
internal import Crypto
#endif

/// An Ed25519 signature of a program: of its SHA-256.
///
/// Those of a program lie in a file beside it, with the suffix ``fileSuffix``: see ``SignatureFile``.
public struct PluginSignature: Sendable, Hashable {
    /// What the name of a program's signature file has behind that of the program.
    public static let fileSuffix = ".outboard-signature"

    /// Whose signature it is said to be.
    public let signer: PluginPublicKey
    let bytes: [UInt8]

    /// What is signed: the digest, in words that nothing else signs.
    static func message(for digest: ProgramDigest) -> [UInt8] {
        Array("outboard plugin 1\nsha256 \(digest)\n".utf8)
    }

    /// Whether the signer has signed a program with this digest.
    ///
    /// - Throws: `OutboardError` with the code `startFailed` without the trait `Verification`.
    public func isValid(for digest: ProgramDigest) throws(OutboardError) -> Bool {
        #if Verification
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signer.bytes) else { return false }
        return key.isValidSignature(bytes, for: Self.message(for: digest))
        #else
        throw VerificationTrait.missing("a signature")
        #endif
    }
}
