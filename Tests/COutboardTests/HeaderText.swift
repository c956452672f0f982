/// What the headers declare, as far as a page can repeat it.
struct HeaderText {
    /// Each `#define` that has a value.
    var constants: [String: ContractValue] = [:]
    /// The fields of each struct, in order.
    var fields: [String: [String]] = [:]
    /// Lines that look like a constant or a field and could not be read.
    var unread: [String] = []

    init(_ text: String) {
        var current: String?
        for line in text.split(separator: "\n") {
            let code = (line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line)
            let words = code.split(separator: " ")
            // One with parameters is code.
            if words.first == "#define", words.count > 2, !words[1].contains("(") {
                let name = String(words[1])
                let value = code[words[2].startIndex...].trimmed
                constants[name] = ContractValue(value)
                if constants[name] == nil { unread.append(String(line)) }
            } else if words.first == "typedef", words.count == 4, words[1] == "struct" {
                current = String(words[2])
                fields[String(words[2])] = []
            } else if code.hasPrefix("}") {
                current = nil
            } else if let structure = current, !words.isEmpty {
                guard words.count == 2, let name = words[1].split(whereSeparator: { ";[".contains($0) }).first else {
                    unread.append(String(line))
                    continue
                }
                fields[structure, default: []].append(String(name))
            }
        }
    }
}

extension StringProtocol {
    /// Without spaces at both ends.
    var trimmed: SubSequence {
        let start = firstIndex { $0 != " " } ?? endIndex
        let end = lastIndex { $0 != " " }.map { index(after: $0) } ?? start
        return self[start..<end]
    }
}
