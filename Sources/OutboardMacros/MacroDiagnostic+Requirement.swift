#if Macros
/// What `@PluginInterface` finds wrong with one requirement.
extension MacroDiagnostic {
    static func notAMethod(_ what: String, fix: String) -> Self {
        Self("requirement.notAMethod", "\(what) cannot be called in a plugin, only methods can: \(fix)")
    }

    static func conditional() -> Self {
        Self(
            "requirement.conditional",
            "'#if' in an interface would number its methods differently in host and plugin: "
                + "declare the methods unconditionally, or in an interface of their own"
        )
    }

    static func staticMethod(_ name: String) -> Self {
        Self(
            "requirement.static",
            "'\(name)' is static, and a call needs an instance in the plugin: remove 'static'"
        )
    }

    static func notThrowing(_ name: String) -> Self {
        Self("requirement.notThrowing", "'\(name)' must be 'throws', since a call to a plugin can fail: add 'throws'")
    }

    static func typedThrows(_ name: String, _ error: String) -> Self {
        Self(
            "requirement.typedThrows",
            "'\(name)' throws only '\(error)', but a call also fails when the plugin does: write 'throws' and declare "
                + "the type in '@PluginInterface(errors: [\(error).self])'"
        )
    }

    static func oneWayResult(_ name: String, _ type: String) -> Self {
        Self(
            "requirement.oneWayResult",
            "'\(name)' is one-way, so nobody waits for its '\(type)': remove '-> \(type)', or '@OneWay'"
        )
    }

    static func oneWayThrows(_ name: String, _ error: String) -> Self {
        Self(
            "requirement.oneWayThrows",
            "'\(name)' is one-way, so its '\(error)' reaches nobody, and sending fails in other ways: write 'throws'"
        )
    }

    static func oneWayIdempotent(_ name: String) -> Self {
        Self(
            "requirement.oneWayIdempotent",
            "'\(name)' is one-way, so nobody learns that a call was lost and should be made again: remove '@Idempotent'"
        )
    }

    static func misplacedMark(_ mark: RequirementMark, _ name: String) -> Self {
        Self(
            "requirement.misplaced\(mark.rawValue)",
            "'@\(mark.rawValue)' marks a method of a protocol with '@PluginInterface', which '\(name)' is not: remove it"
        )
    }

    static func generic(_ name: String) -> Self {
        Self(
            "requirement.generic",
            "'\(name)' is generic, but a plugin is compiled apart from its callers: use concrete types"
        )
    }

    static func modifier(_ name: String, _ modifier: String) -> Self {
        Self(
            "requirement.modifier",
            "'\(name)' is '\(modifier)', but any number of calls share one implementation: remove '\(modifier)'"
        )
    }

    static func overload(_ name: String) -> Self {
        Self(
            "requirement.overload",
            "'\(name)' is declared twice, but methods are told apart by name and labels alone: rename one of them"
        )
    }

    static func reserved(_ name: String) -> Self {
        Self(
            "requirement.reserved",
            "'\(name)' collides with the property 'caller' of the generated client: rename the method"
        )
    }

    static func parameterSpecifier(_ parameter: String, of method: String, _ specifier: String) -> Self {
        let advice = specifier == "inout" ? "remove 'inout' and return the new value" : "remove '\(specifier)'"
        return Self(
            "requirement.parameterSpecifier",
            "parameter '\(parameter)' of '\(method)' is '\(specifier)', but arguments are copied to the plugin: \(advice)"
        )
    }

    static func variadic(_ parameter: String, of method: String, type: String) -> Self {
        Self(
            "requirement.variadic",
            "parameter '\(parameter)' of '\(method)' is variadic, which a client cannot pass on: write '[\(type)]'"
        )
    }
}
#endif
