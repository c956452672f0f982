/// Two users have something in common that identifies a user.
public struct DuplicateUser: Error, Hashable, CustomStringConvertible {
    /// What they have in common.
    public let what: String
    /// The place of one of them, from 0.
    public let first: Int
    /// The place of the other one.
    public let second: Int

    /// Creates an error.
    public init(what: String, first: Int, second: Int) {
        self.what = what
        self.first = first
        self.second = second
    }

    /// What, and who.
    public var description: String { "users \(first) and \(second) have the same \(what)" }
}
