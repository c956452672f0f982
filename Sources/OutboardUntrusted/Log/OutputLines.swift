/// Cuts a plugin's output into lines and keeps the last of them.
///
/// The bytes are a hostile plugin's: lines are bounded, control characters are escaped, and nothing is trusted to be
/// UTF-8. Not thread-safe.
package struct OutputLines: Sendable {
    /// The longest line, in bytes; longer ones are cut into pieces.
    package static let maximumLineBytes = 8192
    /// How many lines are kept for error messages.
    package static let tailCount = 20
    /// How much of the output that nobody gets to read is kept for error messages, in bytes.
    package static let keptBytes = 4096

    /// The line that has begun, without a line break.
    package private(set) var partial: [UInt8] = []
    /// The last lines, oldest first.
    package private(set) var tail: [String] = []
    /// The line that says why a Swift program trapped; what the runtime prints after it would push it out of the tail.
    package private(set) var trap: String?
    /// The end of what was skipped since something was added.
    private var skipped: [UInt8] = []

    /// Starts without any output.
    package init() {}

    /// Adds output.
    ///
    /// - Parameter bytes: What was read, in one piece.
    /// - Returns: The lines that it completes.
    package mutating func add(_ bytes: [UInt8]) -> [String] {
        endSkipping()
        return cut(ArraySlice(bytes))
    }

    /// Takes note of output that is not passed on: its end is kept for error messages.
    ///
    /// Cuts nothing into lines yet, and so costs little however much comes.
    ///
    /// - Parameter bytes: What was read, in one piece; the last ``keptBytes`` of it are enough.
    /// - Returns: The line that had begun before: it does not go on with what comes later.
    package mutating func skip(_ bytes: [UInt8]) -> [String] {
        let begun = skipped.isEmpty ? end() : []
        skipped.append(contentsOf: bytes)
        skipped = skipped.suffix(Self.keptBytes)
        return begun
    }

    /// Cuts what was skipped, now that something else follows: nobody gets its lines.
    private mutating func endSkipping() {
        var bytes = ArraySlice(skipped)
        skipped = []
        let lineBreak = UInt8(ascii: "\n")
        // The first line lacks its beginning, unless it is all that there is.
        if bytes.count >= Self.keptBytes, bytes.contains(lineBreak) {
            bytes = bytes.drop { $0 != lineBreak }.dropFirst()
        }
        _ = cut(bytes)
    }

    private mutating func cut(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines: [String] = []
        var rest = bytes
        while !rest.isEmpty {
            let piece = rest.prefix(max(0, Self.maximumLineBytes &- partial.count))
            let line = piece.prefix { $0 != UInt8(ascii: "\n") }
            let hasBreak = line.count < piece.count
            partial.append(contentsOf: line)
            rest = rest.dropFirst(hasBreak ? line.count &+ 1 : line.count)
            if hasBreak || partial.count >= Self.maximumLineBytes { lines.append(finish()) }
        }
        return lines
    }

    /// The last line, if the output ends without a line break.
    package mutating func end() -> [String] {
        endSkipping()
        return partial.isEmpty ? [] : [finish()]
    }

    private mutating func finish() -> String {
        if partial.last == UInt8(ascii: "\r") { _ = partial.popLast() }
        let line = ForeignText.plain(String(decoding: partial, as: UTF8.self))
        partial.removeAll(keepingCapacity: true)
        if trap == nil, line.contains("Fatal error:") { trap = line }
        tail.append(line)
        tail = tail.suffix(Self.tailCount)
        return line
    }

    /// The last lines for an error message: those of a trap's stack trace are left out in favour of its reason.
    ///
    /// Bounded, because every call in flight gets a copy: 20 lines of 200 scalars.
    package var summary: [String] {
        var lines = tail
        if let trap {
            lines = tail.contains(trap) ? tail.prefix { $0 != trap } : []
            lines.append(trap)
        }
        return lines.map { ForeignText.plain($0, limit: 200) }
    }
}
