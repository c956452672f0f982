/// The version of an interface: peers with the same major version can talk if their methods agree.
public struct InterfaceVersion: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Counts incompatible changes.
    public let major: Int
    /// Counts additions.
    public let minor: Int

    /// Creates a version.
    public init(_ major: Int, _ minor: Int = 0) {
        self.major = major
        self.minor = minor
    }

    /// Creates a version from text such as `"1.2"` or `"1"`, or nothing if it has another form.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2e }
        guard isPlain, (1...2).contains(parts.count), let major = UInt16(parts[0]),
            let minor = parts.count == 2 ? UInt16(parts[1]) : 0
        else { return nil }
        self.init(Int(major), Int(minor))
    }

    /// Creates a version from a literal.
    ///
    /// A literal of another form than `"1.2"` is a programming error and stops the program when the interface is
    /// first used; `@PluginInterface` refuses it at compile time.
    public init(stringLiteral text: String) {
        guard let version = InterfaceVersion(text) else {
            preconditionFailure("'\(text)' is not an interface version: write it as \"1.2\"")
        }
        self = version
    }

    /// Orders by major, then by minor version.
    public static func < (first: Self, second: Self) -> Bool {
        (first.major, first.minor) < (second.major, second.minor)
    }

    /// Such as `1.2`.
    public var description: String { "\(major).\(minor)" }
}
