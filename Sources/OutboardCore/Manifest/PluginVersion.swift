/// The version of a plugin's program, as semantic versioning has it: `1.4.2`, `2.0.0-beta.1`.
///
/// What a plugin can be called with is told by the versions of its interfaces, `InterfaceVersion`. This one tells which
/// build it is.
public struct PluginVersion: Hashable, Sendable {
    /// Counts incompatible changes.
    public let major: Int
    /// Counts additions.
    public let minor: Int
    /// Counts corrections.
    public let patch: Int
    /// What stands behind the `-`, by its dots; empty for a release.
    public let prerelease: [String]

    /// Creates a version.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = []
    }

    /// Creates a version from text such as `1.4.2` or `2.0.0-beta.1`, or nothing if it has another form.
    public init?(_ text: String) {
        guard text.utf8.count <= 256 else { return nil }
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap(Self.number)
        let identifiers =
            parts.count == 2 ? parts[1].split(separator: ".", omittingEmptySubsequences: false).map(String.init) : []
        guard numbers.count == 3, parts[0].utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2,
            identifiers.allSatisfy(Self.isIdentifier)
        else { return nil }
        major = numbers[0]
        minor = numbers[1]
        patch = numbers[2]
        prerelease = identifiers
    }

    private static func number(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || !text.hasPrefix("0") else {
            return nil
        }
        return Int32(text).map(Int.init)
    }

    private static func isIdentifier(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension PluginVersion: Comparable {
    /// Orders as semantic versioning does: a release comes after its pre-releases.
    public static func < (first: Self, second: Self) -> Bool {
        let (one, two) = ((first.major, first.minor, first.patch), (second.major, second.minor, second.patch))
        guard one == two else { return one < two }
        guard !first.prerelease.isEmpty, !second.prerelease.isEmpty else {
            return !first.prerelease.isEmpty && second.prerelease.isEmpty
        }
        for (mine, theirs) in zip(first.prerelease, second.prerelease) where mine != theirs {
            switch (Int(mine), Int(theirs)) {
            case (let mine?, let theirs?) where mine != theirs: return mine < theirs
            case (nil, _?): return false
            case (_?, nil): return true
            default: return Array(mine.utf8).lexicographicallyPrecedes(Array(theirs.utf8))
            }
        }
        return first.prerelease.count < second.prerelease.count
    }
}

extension PluginVersion: CustomStringConvertible, ExpressibleByStringLiteral {
    /// Such as `1.4.2`.
    public var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-" + prerelease.joined(separator: "."))
    }

    /// Creates a version from a literal.
    ///
    /// A literal of another form than `"1.4.2"` is a programming error and stops the program when it is first used;
    /// `@PluginManifest` refuses it at compile time.
    public init(stringLiteral text: String) {
        guard let version = PluginVersion(text) else {
            preconditionFailure("'\(text)' is not a version: write it as \"1.4.2\"")
        }
        self = version
    }
}
