/// The value of a constant, as the header or the page writes it.
enum ContractValue: Equatable {
    case number(UInt64)
    case text(String)

    /// Reads `7`, `0x1f`, `5ULL`, `(1ULL << 30)` or `"text"`; nothing if it is none of these.
    init?(_ source: some StringProtocol) {
        if source.count >= 2, source.hasPrefix("\""), source.hasSuffix("\"") {
            self = .text(String(source.dropFirst().dropLast()))
            return
        }
        let terms = String(source).filter { !"()".contains($0) }.split(separator: "<<").map { Self.number($0) }
        switch (terms.count, terms.first ?? nil, terms.last ?? nil) {
        case (1, let number?, _): self = .number(number)
        case (2, let number?, let shift?): self = .number(number << shift)
        default: return nil
        }
    }

    private static func number(_ term: Substring) -> UInt64? {
        let digits = term.filter { !$0.isWhitespace && !"ULul".contains($0) }
        return digits.hasPrefix("0x") ? UInt64(digits.dropFirst(2), radix: 16) : UInt64(digits)
    }
}
