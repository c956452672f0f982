/// The public half of an Ed25519 key with which programs are signed.
///
/// ```swift
/// options.signers = [PluginPublicKey("ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")!]
/// ```
public struct PluginPublicKey: Sendable, Hashable, CustomStringConvertible {
    private static let prefix = "ed25519:"
    let bytes: [UInt8]

    /// A key as `outboard keygen` prints it: `ed25519:` and 64 hexadecimal digits; nil for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), let bytes = Hexadecimal.bytes(text.dropFirst(Self.prefix.count), count: 32)
        else { return nil }
        self.bytes = bytes
    }

    /// A key of 32 bytes.
    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// `ed25519:` and 64 hexadecimal digits.
    public var description: String { Self.prefix + Hexadecimal.text(bytes) }
}
