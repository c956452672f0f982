#if Macros
import SwiftSyntax

/// A kind of type that can be told from its spelling to be no wire value.
///
/// Whether any other type is one, the compiler says: a macro sees names, not what they stand for.
enum UnencodableType {
    case function
    case opaque
    case existential
    case tuple
    case void
    case `self`
    case implicitlyUnwrapped
    case metatype
    case generic
    case lent

    /// What the spelling contains, at any depth, that cannot be sent; `nil` when nothing in it speaks against it.
    ///
    /// In a protocol `Self` is another type in host and plugin; in a struct or an enum it is just a shorter name. A result
    /// comes from the plugin, which lends nothing.
    init?(in type: TypeSyntax, allowingSelf: Bool, isResult: Bool = false) {
        let finder = UnencodableTypeFinder(allowingSelf: allowingSelf, isResult: isResult)
        finder.walk(type)
        guard let found = finder.found else { return nil }
        self = found
    }

    /// The last part of the diagnostic's name.
    var name: String { self == .`self` ? "self" : "\(self)" }

    /// Why not, and what to write instead.
    var explanation: String {
        switch self {
        case .function: "code cannot be sent to another process: send a value, or add a method to the interface"
        case .opaque: "'some' hides what to encode: name the concrete type"
        case .existential: "the receiver cannot know its concrete type: name one type, or an enum of the possible ones"
        case .tuple: "a tuple has no wire layout: declare a struct with @WireValue"
        case .void: "there is nothing to send: remove it"
        case .`self`: "host and plugin implement the protocol with different types: name a concrete type"
        case .implicitlyUnwrapped: "only an optional says that a value may be missing: write '?' instead of '!'"
        case .metatype: "types exist in one process only: send a name, or an enum of the possible ones"
        case .generic: "a plugin is compiled apart from its callers: use concrete types"
        case .lent: "only a host lends, and only arguments: return '[UInt8]', which is copied"
        }
    }
}
#endif
