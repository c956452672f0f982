/// Why a benchmark cannot go on, as a sentence for the person who runs it.
public struct BenchError: Error, CustomStringConvertible {
    /// The sentence.
    public let description: String

    /// Creates an error.
    public init(_ description: String) {
        self.description = description
    }
}
