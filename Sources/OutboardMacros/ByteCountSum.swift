#if Macros
/// The sum of the encoded sizes of some values, in generated source.
struct ByteCountSum {
    private let terms: [String]

    /// A constant, left out where it adds nothing, and the sizes of these variables.
    init(_ constant: Int = 0, of variables: [String]) {
        let sizes = variables.map { "\($0).wireByteCount" }
        terms = constant == 0 && !sizes.isEmpty ? sizes : ["\(constant)"] + sizes
    }

    /// Writes a statement that contains the sum, on one line where it fits.
    ///
    /// A longer sum is first added up in a variable, one statement a term: type-checking one expression takes a time
    /// that grows with the square of its operators.
    ///
    /// - Parameters:
    ///   - lines: Where to write.
    ///   - variable: A name that is free there.
    ///   - statement: Makes the statement from the sum; `isAlone` says that it is the only one.
    func write(
        to lines: inout SourceLines,
        variable: String,
        statement: (_ sum: String, _ isAlone: Bool) -> String
    ) {
        let alone = statement(terms.joined(separator: " &+ "), true)
        guard !lines.fits(alone) else { return lines.line(alone) }
        lines.line("var \(variable) = \(terms[0])")
        for term in terms.dropFirst() { lines.line("\(variable) &+= \(term)") }
        lines.line(statement(variable, false))
    }
}
#endif
