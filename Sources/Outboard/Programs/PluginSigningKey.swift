public import OutboardCore

#if Verification
internal import Crypto
#endif

/// The private half of an Ed25519 key, which signs programs.
///
/// Needs the package's trait `Verification`.
public struct PluginSigningKey: Sendable {
    private static let prefix = "ed25519-private:"
    private let bytes: [UInt8]

    /// A new key, from the kernel's random numbers.
    ///
    /// - Throws: `OutboardError` with the code `startFailed` without the trait `Verification`.
    public init() throws(OutboardError) {
        #if Verification
        bytes = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
        #else
        throw VerificationTrait.missing("a key")
        #endif
    }

    /// A key in the form of ``text``; nil for anything else.
    ///
    /// White space at both ends does not count.
    public init?(_ text: String) {
        let text = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard text.hasPrefix(Self.prefix), let bytes = Hexadecimal.bytes(text.dropFirst(Self.prefix.count), count: 32)
        else { return nil }
        self.bytes = bytes
    }

    /// The secret: `ed25519-private:` and 64 hexadecimal digits.
    public var text: String { Self.prefix + Hexadecimal.text(bytes) }

    /// What hosts need to check its signatures.
    ///
    /// - Throws: `OutboardError` with the code `startFailed` without the trait `Verification`.
    public func publicKey() throws(OutboardError) -> PluginPublicKey {
        #if Verification
        return PluginPublicKey(bytes: Array(try key().publicKey.rawRepresentation))
        #else
        throw VerificationTrait.missing("a key")
        #endif
    }

    /// Signs a program by its digest.
    ///
    /// - Throws: `OutboardError` with the code `startFailed` without the trait `Verification`.
    public func signature(of digest: ProgramDigest) throws(OutboardError) -> PluginSignature {
        #if Verification
        let key = try key()
        do {
            return PluginSignature(
                signer: PluginPublicKey(bytes: Array(key.publicKey.rawRepresentation)),
                bytes: Array(try key.signature(for: PluginSignature.message(for: digest))))
        } catch {
            throw OutboardError(code: .startFailed, message: "the program cannot be signed: \(error)")
        }
        #else
        throw VerificationTrait.missing("a signature")
        #endif
    }

    #if Verification
    private func key() throws(OutboardError) -> Curve25519.Signing.PrivateKey {
        do {
            return try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        } catch {
            throw OutboardError(code: .startFailed, message: "the private key is not usable: \(error)")
        }
    }
    #endif
}
