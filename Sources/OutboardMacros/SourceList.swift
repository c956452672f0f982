#if Macros
/// A comma-separated list in generated source, which takes one line or one line an item.
struct SourceList {
    /// One entry of a list.
    enum Item {
        case text(String)
        /// A list of its own, after its argument label, if any: `"methods: "`.
        case list(SourceList, label: String = "")
    }

    var opening = "("
    var items: [Item]
    var closing = ")"
    /// Array literals of several elements end their last line with a comma; calls and tuples do not.
    var endsWithComma = false
    /// Set where one line would fit but read badly.
    var breaksAlways = false

    /// The arguments of a call, or the parameters of a declaration.
    static func arguments(_ items: [String]) -> SourceList {
        SourceList(items: items.map(Item.text))
    }

    /// An array literal.
    static func array(_ items: [Item], breaksAlways: Bool = false) -> SourceList {
        SourceList(
            opening: "[", items: items, closing: "]", endsWithComma: items.count > 1, breaksAlways: breaksAlways
        )
    }

    /// The list on one line.
    var text: String {
        let texts = items.map { item in
            switch item {
            case .text(let text): text
            case .list(let list, let label): label + list.text
            }
        }
        return opening + texts.joined(separator: ", ") + closing
    }
}
#endif
