/// A catalog cannot be used: everything that is wrong with it.
public struct CatalogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One thing that is wrong.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// Where, such as `plugins.resizer.sandbox.grants[0]`; empty for the file as a whole.
        public let key: String
        /// What is wrong there, and what would be right.
        public let message: String

        /// Key and message.
        public var description: String { key.isEmpty ? message : "\(key): \(message)" }
    }

    /// The catalog's file.
    public let file: String
    /// At least one.
    public let problems: [Problem]

    /// A line for each problem, which begins with the file.
    public var description: String { problems.map { "\(file): \($0)" }.joined(separator: "\n") }
}
