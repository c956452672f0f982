internal import OutboardCore

/// Cuts a plugin's output into lines and keeps the last of them.
///
/// The bytes are a hostile plugin's: lines are bounded, control characters are escaped, and nothing is trusted to be
/// UTF-8. Not thread-safe.
struct OutputLines {
    /// The longest line, in bytes; longer ones are cut into pieces.
    static let maximumLineBytes = 8192
    /// How many lines are kept for error messages.
    static let tailCount = 20

    private var partial: [UInt8] = []
    /// The last lines, oldest first.
    private(set) var tail: [String] = []
    /// The line that says why a Swift program trapped; what the runtime prints after it would push it out of the tail.
    private(set) var trap: String?

    /// Adds output.
    ///
    /// - Parameter bytes: What was read, in one piece.
    /// - Returns: The lines that it completes.
    mutating func add(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let room = Self.maximumLineBytes - partial.count
            let piece = rest.prefix(room)
            if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
                partial += rest[..<end]
                rest = rest[(end + 1)...]
                lines.append(finish())
            } else {
                partial += piece
                rest = rest.dropFirst(piece.count)
                if partial.count >= Self.maximumLineBytes { lines.append(finish()) }
            }
        }
        return lines
    }

    /// The last line, if the output ends without a line break.
    mutating func end() -> [String] {
        partial.isEmpty ? [] : [finish()]
    }

    private mutating func finish() -> String {
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        let line = ForeignText.plain(String(decoding: partial, as: UTF8.self))
        partial.removeAll(keepingCapacity: true)
        if trap == nil, line.contains("Fatal error:") { trap = line }
        tail.append(line)
        if tail.count > Self.tailCount { tail.removeFirst() }
        return line
    }

    /// The last lines for an error message: those of a trap's stack trace are left out in favour of its reason.
    ///
    /// Bounded, because every call in flight gets a copy: 20 lines of 200 scalars.
    var summary: [String] {
        var lines = tail
        if let trap {
            let end = tail.firstIndex(of: trap).map { $0 + 1 }
            lines = end.map { Array(tail[..<$0]) } ?? [trap]
        }
        return lines.map { ForeignText.plain($0, limit: 200) }
    }
}
