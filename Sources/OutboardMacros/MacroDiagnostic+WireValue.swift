#if Macros
/// What `@WireValue` finds wrong, and what both macros find wrong with a type.
extension MacroDiagnostic {
    static func noWireType(_ place: String, _ type: String, _ reason: UnencodableType) -> Self {
        Self(
            "type.\(reason.name)",
            "\(place) has the type '\(type)', but \(reason.explanation)"
        )
    }

    static func notAValue(_ name: String, kind: String) -> Self {
        Self(
            "wireValue.notAValue",
            "'\(name)' is \(kind), and only values are sent: make it a struct or an enum"
        )
    }

    static func genericValue(_ name: String) -> Self {
        Self(
            "wireValue.generic",
            "'\(name)' is generic, or inside a generic type, so its layout is not known: declare one type per use, "
                + "outside generic types"
        )
    }

    static func noncopyable(_ name: String, _ suppressed: String) -> Self {
        Self(
            "wireValue.noncopyable",
            "'\(name)' is '\(suppressed)', but sending makes a copy: remove '\(suppressed)'"
        )
    }

    static func privateNested(_ name: String) -> Self {
        Self(
            "wireValue.private",
            "'\(name)' is private inside another type, where the generated extension cannot see it: "
                + "make it 'fileprivate'"
        )
    }

    static func indirect(_ name: String) -> Self {
        Self(
            "wireValue.indirect",
            "'\(name)' is indirect, but values are nested only through arrays on the wire: "
                + "hold an array, as in 'case branch([Tree])', and remove 'indirect'"
        )
    }

    static func missingType(_ property: String) -> Self {
        Self(
            "wireValue.missingType",
            "property '\(property)' needs its type written out, since a macro sees only the text: "
                + "write '\(property): Type'"
        )
    }

    static func pattern(_ text: String) -> Self {
        Self(
            "wireValue.pattern",
            "'\(text)' declares several properties at once: give each its own 'var' or 'let' with a type"
        )
    }

    static func reservedProperty(_ name: String) -> Self {
        Self(
            "wireValue.reserved",
            "property '\(name)' has the name of a member that @WireValue generates: rename it"
        )
    }

    static func conditionalMember(_ name: String) -> Self {
        Self(
            "wireValue.conditional",
            "'#if' around stored properties or cases of '\(name)' would give host and plugin different layouts: "
                + "declare them unconditionally"
        )
    }
}
#endif
