import OutboardSystem
import OutboardUntrusted

/// Cuts what a plugin prints into lines, in pieces that come as they like.
enum PrintedOutput {
    static func run(_ input: inout FuzzInput) -> Int {
        var output = OutputLines()
        var steps = 0
        var hasLongPiece = false
        while !input.isEmpty {
            steps += 1
            let count = Int(input.byte())
            // One long piece of one byte: the bound of a line is more than an input has.
            let isLong = count > 250 && !hasLongPiece
            if isLong { hasLongPiece = true }
            let piece = isLong ? [UInt8](repeating: input.byte(), count: count * 33) : input.take(count % 32)
            look(at: output.add(piece))
        }
        look(at: output.end())
        require(output.tail.count <= OutputLines.tailCount, "few lines are kept")
        for line in output.summary { require(line.unicodeScalars.count <= 2000, "a short line of a summary") }
        _ = ExecutableFile.diagnose(standardError: output.summary)
        return steps + 1
    }

    private static func look(at lines: [String]) {
        for line in lines {
            // A control byte becomes a few characters.
            require(line.utf8.count <= OutputLines.maximumLineBytes * 8, "a bounded line")
            require(!line.contains("\n"), "one line")
            ControlMessages.isPlain(line)
        }
    }
}
