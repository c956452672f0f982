/// Why an ELF file cannot be read: a clause whose subject is the file.
package struct ELFProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The clause: "it is not an ELF file".
    package let description: String

    /// Creates a problem.
    init(_ description: String) {
        self.description = description
    }
}
