#if Macros
/// What `@PluginInterface` finds wrong with a declaration as a whole.
extension MacroDiagnostic {
    static func notAProtocol(_ name: String, kind: String) -> Self {
        Self(
            "interface.notAProtocol",
            "@PluginInterface needs a protocol and '\(name)' is \(kind): declare the methods in a protocol"
        )
    }

    static func notSendable(_ name: String) -> Self {
        Self(
            "interface.notSendable",
            "protocol '\(name)' must inherit Sendable, since calls come from any thread: "
                + "write 'protocol \(name): Sendable'"
        )
    }

    static func classBound(_ name: String, by inherited: String) -> Self {
        Self(
            "interface.classBound",
            "protocol '\(name)' cannot inherit '\(inherited)', since the generated client is a struct: "
                + "remove '\(inherited)'"
        )
    }

    static func constrained(_ name: String) -> Self {
        Self(
            "interface.constrained",
            "protocol '\(name)' has a where clause, which the generated client cannot meet: remove it"
        )
    }

    static func globalActor(_ name: String, _ attribute: String) -> Self {
        Self(
            "interface.globalActor",
            "'\(name)' is bound to @\(attribute), but calls arrive on the plugin's own threads: remove the attribute "
                + "and change to the actor inside an 'async' implementation"
        )
    }

    static func interfaceName() -> Self {
        Self(
            "interface.name",
            "the interface's name must be one plain string, since host and plugin compare it: write name: \"UserManager\""
        )
    }

    static func interfaceVersion(_ text: String) -> Self {
        Self(
            "interface.version",
            "\(text) is not an interface version: write one or two numbers up to 65535, as in version: \"1.2\""
        )
    }
}
#endif
