#if Macros
import SwiftDiagnostics
import Testing

/// What `@PluginInterface` says about a requirement, by its name.
@Suite struct RequirementDiagnosticTests {
    @Test(arguments: others + effects + methods + oneWay)
    func says(_ mistake: Mistake) throws {
        try mistake.check()
    }

    /// Each mistake is reported, not just the first.
    @Test func reportsAll() {
        let expansion = Expansion(of: "@PluginInterface protocol P { var a: Int { get }; func b(); func c() }")
        let names = [
            "interface.notSendable", "requirement.notAMethod", "requirement.notThrowing", "requirement.notThrowing",
        ]
        let expected = names.map { MessageID(domain: "OutboardMacros", id: $0) }
        #expect(expansion.diagnostics.map(\.diagnosticID) == expected)
    }

    private static func inProtocol(_ requirement: String) -> String {
        "@PluginInterface protocol P: Sendable { \(requirement) }"
    }

    private static func mistake(
        _ requirement: String,
        _ name: String,
        _ message: String,
        at: String,
        fix: String? = nil,
        fixed: String? = nil
    ) -> Mistake {
        Mistake(
            source: inProtocol(requirement),
            name: "requirement.\(name)",
            message: message,
            at: at,
            fix: fix,
            fixed: fixed.map(inProtocol)
        )
    }

    private static let others = [
        mistake(
            "var name: String { get }",
            "notAMethod",
            "property 'name' cannot be called in a plugin, only methods can: write 'func name() throws -> String'",
            at: "var name"
        ),
        mistake(
            "static var name: String { get }",
            "notAMethod",
            "property 'name' cannot be called in a plugin, only methods can: write 'func name() throws -> String'",
            at: "static var name"
        ),
        mistake(
            "subscript(index: Int) -> Int { get }",
            "notAMethod",
            "a subscript cannot be called in a plugin, only methods can: "
                + "write a method such as 'func value(at: Int) throws -> Value'",
            at: "subscript"
        ),
        mistake(
            "init(name: String) throws",
            "notAMethod",
            "an initializer cannot be called in a plugin, only methods can: "
                + "remove it; the plugin creates the implementation itself",
            at: "init"
        ),
        mistake(
            "associatedtype Element",
            "notAMethod",
            "associated type 'Element' cannot be called in a plugin, only methods can: remove it and use concrete types",
            at: "associatedtype"
        ),
        mistake(
            "\n#if DEBUG\nfunc dump() throws\n#endif\n",
            "conditional",
            "'#if' in an interface would number its methods differently in host and plugin: "
                + "declare the methods unconditionally, or in an interface of their own",
            at: "#if"
        ),
    ]

    private static let effects = [
        mistake(
            "func greet(name: String)",
            "notThrowing",
            "'greet(name:)' must be 'throws', since a call to a plugin can fail: add 'throws'",
            at: "greet",
            fix: "add 'throws'",
            fixed: "func greet(name: String) throws"
        ),
        mistake(
            "func greet(_ name: String) async -> String",
            "notThrowing",
            "'greet(_:)' must be 'throws', since a call to a plugin can fail: add 'throws'",
            at: "greet",
            fix: "add 'throws'",
            fixed: "func greet(_ name: String) async throws -> String"
        ),
        mistake(
            "func greet() -> String",
            "notThrowing",
            "'greet()' must be 'throws', since a call to a plugin can fail: add 'throws'",
            at: "greet",
            fix: "add 'throws'",
            fixed: "func greet() throws -> String"
        ),
        mistake(
            "func greet() throws(NotFound) -> String",
            "typedThrows",
            "'greet()' throws only 'NotFound', but a call also fails when the plugin does: write 'throws' and declare "
                + "the type in '@PluginInterface(errors: [NotFound.self])'",
            at: "throws(NotFound)",
            fix: "write 'throws'",
            fixed: "func greet() throws -> String"
        ),
    ]

    private static let oneWay = [
        mistake(
            "@OneWay func greet(name: String) throws -> String",
            "oneWayResult",
            "'greet(name:)' is one-way, so nobody waits for its 'String': remove '-> String', or '@OneWay'",
            at: "-> String",
            fix: "remove '-> String'",
            fixed: "@OneWay func greet(name: String) throws"
        ),
        mistake(
            "@OneWay func greet() throws(NotFound)",
            "oneWayThrows",
            "'greet()' is one-way, so its 'NotFound' reaches nobody, and sending fails in other ways: write 'throws'",
            at: "throws(NotFound)",
            fix: "write 'throws'",
            fixed: "@OneWay func greet() throws"
        ),
        mistake(
            "@OneWay func greet() async",
            "notThrowing",
            "'greet()' must be 'throws', since a call to a plugin can fail: add 'throws'",
            at: "greet",
            fix: "add 'throws'",
            fixed: "@OneWay func greet() async throws"
        ),
        mistake(
            "@OneWay @Idempotent func greet() throws",
            "oneWayIdempotent",
            "'greet()' is one-way, so nobody learns that a call was lost and should be made again: remove '@Idempotent'",
            at: "@Idempotent"
        ),
    ]

    /// The mark means nothing where nobody reads it.
    @Test(
        arguments: [
            "@OneWay func greet() {}", "@OneWay struct Greeter {}",
            "protocol P: Sendable { @OneWay func greet() throws }",
            "struct S { @OneWay func greet() throws {} }",
        ], ["OneWay", "Idempotent"])
    func misplaced(_ oneWay: String, _ mark: String) {
        let source = oneWay.replacing("OneWay", with: mark)
        let expansion = Expansion(of: source)
        #expect(
            expansion.diagnostics.map(\.diagnosticID) == [
                MessageID(domain: "OutboardMacros", id: "requirement.misplaced\(mark)")
            ]
        )
        let name = source.contains("greet") ? "greet" : "Greeter"
        #expect(expansion.diagnostics.first?.message.contains("which '\(name)' is not: remove it") == true)
    }

    private static let methods = [
        mistake(
            "static func greet() throws",
            "static",
            "'greet()' is static, and a call needs an instance in the plugin: remove 'static'",
            at: "static",
            fix: "remove 'static'",
            fixed: "func greet() throws"
        ),
        mistake(
            "mutating func greet() throws",
            "modifier",
            "'greet()' is 'mutating', but any number of calls share one implementation: remove 'mutating'",
            at: "mutating",
            fix: "remove 'mutating'",
            fixed: "func greet() throws"
        ),
        mistake(
            "consuming func greet() throws",
            "modifier",
            "'greet()' is 'consuming', but any number of calls share one implementation: remove 'consuming'",
            at: "consuming",
            fix: "remove 'consuming'",
            fixed: "func greet() throws"
        ),
        mistake(
            "func greet<T: WireValue>(_ name: T) throws",
            "generic",
            "'greet(_:)' is generic, but a plugin is compiled apart from its callers: use concrete types",
            at: "<T: WireValue>"
        ),
        mistake(
            "func greet() throws where Self: Named",
            "generic",
            "'greet()' is generic, but a plugin is compiled apart from its callers: use concrete types",
            at: "where"
        ),
        mistake(
            "func greet(name: String) throws; func greet(name: Int) throws",
            "overload",
            "'greet(name:)' is declared twice, but methods are told apart by name and labels alone: "
                + "rename one of them",
            at: "greet"
        ),
        mistake(
            "func caller() throws -> String",
            "reserved",
            "'caller()' collides with the property 'caller' of the generated client: rename the method",
            at: "caller"
        ),
        Mistake(
            source: inProtocol("@MainActor func greet() throws"),
            name: "interface.globalActor",
            message: "'greet()' is bound to @MainActor, but calls arrive on the plugin's own threads: remove the "
                + "attribute and change to the actor inside an 'async' implementation",
            at: "@MainActor"
        ),
    ]
}
#endif
