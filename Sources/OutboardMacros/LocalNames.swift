#if Macros
/// Hands out the names of variables in one scope of generated code, each of them once.
///
/// Parameters claim theirs first and keep them; the generated code's own variables then take what is free, so that
/// a parameter called `reader` costs the generated code an underscore, and a usual interface reads as if by hand.
struct LocalNames {
    /// `self` cannot be a variable next to the implicit one, not even in backticks.
    private var taken: Set<String> = ["_", "self", "Self"]

    /// A scope in which the generated code needs these names as they are.
    init(reserving names: String...) {
        taken.formUnion(names)
    }

    /// Takes the wanted name, after as many underscores as make it free.
    mutating func claim(_ wanted: String) -> String {
        var name = wanted
        while taken.contains(name) { name = "_\(name)" }
        taken.insert(name)
        return name.asVariable
    }
}
#endif
