/// Bytes as hexadecimal digits.
enum Hexadecimal {
    /// Reads exactly as many bytes; nil for anything else.
    static func bytes(_ digits: some StringProtocol, count: Int) -> [UInt8]? {
        let values = digits.utf8.compactMap(value)
        guard digits.utf8.count == 2 * count, values.count == 2 * count else { return nil }
        return (0..<count).map { values[2 * $0] << 4 | values[2 * $0 + 1] }
    }

    /// Two digits for each byte.
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
