internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

#if Verification
internal import Crypto
#endif

/// The SHA-256 of a plugin's program: with it in its options, nothing else runs.
///
/// ```swift
/// options.digest = ProgramDigest(sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
/// ```
///
/// Needs the package's trait `Verification`, which builds swift-crypto; without it no plugin with a digest starts.
public struct ProgramDigest: Sendable, Hashable, CustomStringConvertible {
    private static let byteCount = 32
    let bytes: [UInt8]

    /// A digest as `sha256sum` prints it: 64 hexadecimal digits; nil for anything else.
    public init?(sha256 digits: String) {
        let values = digits.utf8.compactMap(Self.value)
        guard digits.utf8.count == 2 * Self.byteCount, values.count == 2 * Self.byteCount else { return nil }
        bytes = (0..<Self.byteCount).map { values[2 * $0] << 4 | values[2 * $0 + 1] }
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
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

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
        throw OutboardError(
            code: .startFailed,
            message: "a program's digest needs the trait Verification of the package outboard, which this host was "
                + "built without")
        #endif
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
