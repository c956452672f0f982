/// Text that a plugin wrote, made fit for the host's messages and logs.
///
/// A hostile plugin would otherwise forge lines of a log, steer the terminal that shows it, or fill it.
package enum ForeignText {
    /// How long the name of a type or a plugin may be, in characters.
    package static let nameLength = 256
    /// How long a message may be, in characters.
    package static let messageLength = 16_384

    /// The text with its control characters escaped, as Swift writes them in a literal, and cut if it is too long.
    package static func plain(_ text: String, limit: Int = messageLength) -> String {
        // Scalars and not characters: one character can have any number of them.
        let scalars = text.unicodeScalars
        let shown = scalars.prefix(max(0, limit))
        let isWhole = shown.endIndex == scalars.endIndex
        if isWhole, scalars.allSatisfy({ !isControl($0) }) { return text }
        var plain = ""
        for scalar in shown {
            if isControl(scalar) {
                plain += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                plain.unicodeScalars.append(scalar)
            }
        }
        return isWhole ? plain : plain + "…"
    }

    /// Whether a scalar does something instead of showing something: C0, C1, line and paragraph separators, and the marks
    /// that change the direction of the text behind them.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && scalar != "\t") || (0x7f...0x9f).contains(scalar.value)
            || (0x2028...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
