internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

#if Verification
internal import Crypto
#endif

/// The SHA-256 of a plugin's program: with it in its options, nothing else runs.
///
/// ```swift
/// options.digest = ProgramDigest(sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")!
/// ```
///
/// Needs the package's trait `Verification`, which builds swift-crypto; without it no plugin with a digest starts.
public struct ProgramDigest: Sendable, Hashable, CustomStringConvertible {
    private static let byteCount = 32
    let bytes: [UInt8]

    /// A digest as `sha256sum` prints it: 64 hexadecimal digits; nil for anything else.
    ///
    /// Unwrap it before it goes into options: those without a digest check nothing.
    public init?(sha256 digits: String) {
        guard let bytes = Hexadecimal.bytes(digits, count: Self.byteCount) else { return nil }
        self.bytes = bytes
    }

    /// The digest of a program as it is now.
    ///
    /// Reads the whole file, about 1 ms for each 300 KB.
    ///
    /// - Throws: `OutboardError` with the code `startFailed` if it cannot be read, or without the trait `Verification`.
    public static func of(programAt path: String) throws -> ProgramDigest {
        try ProgramDigest(of: VerifiedPrograms.copy(path))
    }

    /// The 64 hexadecimal digits.
    public var description: String { Hexadecimal.text(bytes) }

    /// The digest of an image that cannot change any more.
    init(of image: SealedImage) throws(OutboardError) {
        #if Verification
        var hash = SHA256()
        do throws(Errno) {
            try unsafe image.forEachPiece { unsafe hash.update(bufferPointer: $0) }
        } catch {
            throw OutboardError(code: .startFailed, message: "the program's copy cannot be read: \(error)")
        }
        bytes = Array(hash.finalize())
        #else
        throw VerificationTrait.missing("a program's digest")
        #endif
    }
}
