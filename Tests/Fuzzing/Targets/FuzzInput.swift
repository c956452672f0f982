/// The bytes of one input, as choices: what lies behind their end is zero.
struct FuzzInput {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether nothing is left.
    var isEmpty: Bool { position >= bytes.count }

    /// The next byte.
    mutating func byte() -> UInt8 {
        guard position < bytes.count else { return 0 }
        defer { position += 1 }
        return bytes[position]
    }

    /// The next bytes as a number.
    mutating func number<T: FixedWidthInteger>(_ type: T.Type = T.self) -> T {
        (0..<MemoryLayout<T>.size).reduce(0) { number, place in number | T(truncatingIfNeeded: byte()) << (8 * place) }
    }

    /// A number from 0 up to, and without, a bound of at most 65,536.
    mutating func below(_ bound: Int) -> Int {
        let value = bound <= 256 ? Int(byte()) : Int(number(UInt16.self))
        return value % max(1, bound)
    }

    /// A number near one that matters: the same or one beside it, a corner of the type, or any.
    mutating func near<T: FixedWidthInteger & UnsignedInteger>(_ right: T) -> T {
        switch byte() % 8 {
        case 0, 1: right
        case 2: right &+ 1
        case 3: right &- 1
        case 4: T.max
        case 5: T.max / 2 + 1
        case 6: 0
        default: number()
        }
    }

    /// The next so many bytes, or as many as there are.
    mutating func take(_ count: Int) -> [UInt8] {
        let end = min(bytes.count, position + max(0, count))
        defer { position = end }
        return Array(bytes[position..<end])
    }

    /// All that is left.
    mutating func rest() -> [UInt8] { take(bytes.count) }
}
