/// The version of an interface: peers with the same major version can talk if their methods agree.
public struct InterfaceVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
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
        guard isPlain, parts.count <= 2, let major = parts.first.flatMap({ UInt16($0) }),
            let minor = parts.count == 2 ? parts.last.flatMap({ UInt16($0) }) : 0
        else { return nil }
        self.init(Int(major), Int(minor))
    }

    /// Orders by major, then by minor version.
    public static func < (first: Self, second: Self) -> Bool {
        (first.major, first.minor) < (second.major, second.minor)
    }

    /// Such as `1.2`.
    public var description: String { "\(major).\(minor)" }
}
