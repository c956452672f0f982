#if Macros
import Testing

/// What `@PluginInterface` says about a declaration as a whole and about its own arguments.
@Suite struct InterfaceDiagnosticTests {
    @Test(arguments: declarations + names + versions)
    func says(_ mistake: Mistake) throws {
        try mistake.check()
    }

    private static let declarations = [
        Mistake(
            source: "@PluginInterface struct Greeter {}",
            name: "interface.notAProtocol",
            message: "@PluginInterface needs a protocol and 'Greeter' is a struct: declare the methods in a protocol",
            at: "@PluginInterface"
        ),
        Mistake(
            source: "@PluginInterface func greet() {}",
            name: "interface.notAProtocol",
            message: "@PluginInterface needs a protocol and 'greet' is a function: declare the methods in a protocol",
            at: "@PluginInterface"
        ),
        Mistake(
            source: "@PluginInterface protocol Greeter { func greet() throws }",
            name: "interface.notSendable",
            message: "protocol 'Greeter' must inherit Sendable, since calls come from any thread: "
                + "write 'protocol Greeter: Sendable'",
            at: "Greeter",
            fix: "inherit Sendable",
            fixed: "@PluginInterface protocol Greeter: Sendable { func greet() throws }"
        ),
        Mistake(
            source: "@PluginInterface protocol Greeter: Named { func greet() throws }",
            name: "interface.notSendable",
            message: "protocol 'Greeter' must inherit Sendable, since calls come from any thread: "
                + "write 'protocol Greeter: Sendable'",
            at: "Greeter",
            fix: "inherit Sendable",
            fixed: "@PluginInterface protocol Greeter: Named, Sendable { func greet() throws }"
        ),
        Mistake(
            source: "@PluginInterface protocol Greeter: AnyObject, Sendable { func greet() throws }",
            name: "interface.classBound",
            message: "protocol 'Greeter' cannot inherit 'AnyObject', since the generated client is a struct: "
                + "remove 'AnyObject'",
            at: "AnyObject"
        ),
        Mistake(
            source: "@PluginInterface protocol Greeter: Actor { func greet() throws }",
            name: "interface.classBound",
            message: "protocol 'Greeter' cannot inherit 'Actor', since the generated client is a struct: "
                + "remove 'Actor'",
            at: "Actor"
        ),
        Mistake(
            source: "@PluginInterface protocol Greeter: Sendable where Self: Named { func greet() throws }",
            name: "interface.constrained",
            message: "protocol 'Greeter' has a where clause, which the generated client cannot meet: remove it",
            at: "where"
        ),
        Mistake(
            source: "@MainActor @PluginInterface protocol Greeter: Sendable { func greet() throws }",
            name: "interface.globalActor",
            message: "'Greeter' is bound to @MainActor, but calls arrive on the plugin's own threads: remove the "
                + "attribute and change to the actor inside an 'async' implementation",
            at: "@MainActor"
        ),
    ]

    private static let names = ["\"\"", "\"a \\(b)\"", "names.first"].map { name in
        Mistake(
            source: "@PluginInterface(name: \(name)) protocol Greeter: Sendable {}",
            name: "interface.name",
            message: "the interface's name must be one plain string, since host and plugin compare it: "
                + "write name: \"UserManager\"",
            at: name
        )
    }

    private static let versions = ["", "1.", "1.2.3", "one", "+1", "1.65536", "\\(1)"].map { version in
        Mistake(
            source: "@PluginInterface(version: \"\(version)\") protocol Greeter: Sendable {}",
            name: "interface.version",
            message: "\"\(version)\" is not an interface version: write one or two numbers up to 65535, "
                + "as in version: \"1.2\"",
            at: "\"\(version)\""
        )
    }
}
#endif
