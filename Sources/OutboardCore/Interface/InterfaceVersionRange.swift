/// The versions of an interface that a host accepts.
///
/// ```swift
/// let greeter = try plugin.client(GreeterClient.self, accepting: .from("1.2"))
/// ```
///
/// Which versions a host *can* use is told by the interface itself: methods, errors and types of both sides are compared in
/// any case. A range says which of these it wants.
public struct InterfaceVersionRange: Hashable, Sendable, CustomStringConvertible {
    /// The lowest version that is accepted.
    public let lowest: InterfaceVersion
    /// The lowest one above those that are accepted.
    public let end: InterfaceVersion

    /// All versions with the same major version: what is accepted unless a host says otherwise.
    ///
    /// A plugin with a lower minor version lacks methods, and calls of those fail with `unknownMethod`.
    public static func sameMajor(as version: InterfaceVersion) -> Self {
        Self(lowest: InterfaceVersion(version.major), end: InterfaceVersion(version.major &+ 1))
    }

    /// This version and the later ones with the same major version.
    public static func from(_ lowest: InterfaceVersion) -> Self {
        Self(lowest: lowest, end: InterfaceVersion(lowest.major &+ 1))
    }

    /// This version and the later ones up to another one, which is not accepted itself.
    public static func from(_ lowest: InterfaceVersion, upTo end: InterfaceVersion) -> Self {
        Self(lowest: lowest, end: end)
    }

    /// This version alone.
    public static func only(_ version: InterfaceVersion) -> Self {
        Self(lowest: version, end: InterfaceVersion(version.major, version.minor &+ 1))
    }

    /// Whether a version is accepted.
    public func contains(_ version: InterfaceVersion) -> Bool { lowest <= version && version < end }

    /// Such as `1.2 ..< 2.0`.
    public var description: String { "\(lowest) ..< \(end)" }
}
