#if Macros
/// Generated source text, written line by line at the right indentation.
struct SourceLines {
    /// The longest line that generated code breaks to keep, in columns.
    static let width = 120

    private(set) var text = ""
    private var indentation = ""

    /// Adds one line; an empty one stays empty.
    mutating func line(_ content: String) {
        if !text.isEmpty { text += "\n" }
        if !content.isEmpty { text += indentation + content }
    }

    /// Adds lines one step further in.
    mutating func indented(_ body: (inout SourceLines) -> Void) {
        indentation += "    "
        body(&self)
        indentation.removeLast(4)
    }

    /// Adds an opening line, an indented body and a closing line.
    mutating func block(_ opening: String, closing: String = "}", _ body: (inout SourceLines) -> Void) {
        line(opening)
        indented(body)
        line(closing)
    }

    /// Adds a list on one line where it fits, else one item a line.
    mutating func list(_ list: SourceList, before: String = "", after: String = "") {
        let whole = before + list.text + after
        if list.items.isEmpty || fits(whole) && !list.breaksAlways {
            line(whole)
            return
        }
        line(before + list.opening)
        indented { lines in
            for (index, item) in list.items.enumerated() {
                let comma = index < list.items.count - 1 || list.endsWithComma ? "," : ""
                switch item {
                case .text(let text): lines.line(text + comma)
                case .list(let inner, let label): lines.list(inner, before: label, after: comma)
                }
            }
        }
        line(list.closing + after)
    }

    /// Whether a line of this content stays within the width here, with some columns left for what surrounds it.
    func fits(_ content: String, spare: Int = 0) -> Bool {
        indentation.count + content.count + spare <= Self.width
    }
}
#endif
