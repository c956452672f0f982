#if Macros
import Testing

/// What both macros say about types that cannot be sent, wherever they stand.
@Suite struct TypeDiagnosticTests {
    @Test(arguments: parameters)
    func saysOfParameters(_ mistake: Mistake) throws {
        try mistake.check()
    }

    @Test(arguments: reasons)
    func says(_ reason: Reason) throws {
        let type = reason.type
        let ending = "has the type '\(type)', but \(reason.why)"
        let uses = [
            ("@PluginInterface protocol P: Sendable { func f(x: \(type)) throws }", "parameter 'x' of 'f(x:)'"),
            ("@PluginInterface protocol P: Sendable { func f(_: \(type)) throws }", "parameter '1' of 'f(_:)'"),
            ("@PluginInterface protocol P: Sendable { func f() throws -> \(type) }", "the result of 'f()'"),
            ("@WireValue struct S { var x: \(type) }", "property 'x'"),
            ("@WireValue enum E { case e(Int, \(type)) }", "associated value '_1' of case 'e'"),
        ]
        for (source, place) in uses where !reason.isAllowed(in: source) {
            try Mistake(source: source, name: "type.\(reason.name)", message: "\(place) \(ending)", at: type).check()
        }
    }

    /// A type and what is wrong with it.
    struct Reason: Sendable, CustomTestStringConvertible {
        let type: String
        let name: String
        let why: String

        var testDescription: String { type }

        /// A type may name itself, `throws -> Void` returns nothing, and all but results may be lent.
        func isAllowed(in source: String) -> Bool {
            name == "self" && source.hasPrefix("@WireValue") || source.contains("-> Void") || source.contains("-> ()")
                || name == "lent" && !source.contains("->")
        }
    }

    private static func reasons(_ name: String, _ why: String, _ types: String...) -> [Reason] {
        types.map { Reason(type: $0, name: name, why: why) }
    }

    private static let reasons: [Reason] = [
        reasons(
            "function",
            "code cannot be sent to another process: send a value, or add a method to the interface",
            "() -> Void", "[(Int) -> Int]", "@Sendable () -> Void", "(() -> Void)?"
        ),
        reasons(
            "opaque",
            "'some' hides what to encode: name the concrete type",
            "some Named", "[some Named]"
        ),
        reasons(
            "existential",
            "the receiver cannot know its concrete type: name one type, or an enum of the possible ones",
            "any Named", "[String: any Named]", "Any", "AnyObject", "Named & Sendable", "(any Named)?"
        ),
        reasons(
            "tuple",
            "a tuple has no wire layout: declare a struct with @WireValue",
            "(Int, Int)", "[(key: String, value: Int)]"
        ),
        reasons("void", "there is nothing to send: remove it", "Void", "()", "[Void]"),
        reasons(
            "lent", "only a host lends, and only arguments: return '[UInt8]', which is copied",
            "SharedBytes", "[SharedBytes]", "SharedBytes?", "OutboardCore.SharedBytes"
        ),
        reasons(
            "self",
            "host and plugin implement the protocol with different types: name a concrete type",
            "Self", "Self.Element", "[Self]"
        ),
        reasons(
            "implicitlyUnwrapped",
            "only an optional says that a value may be missing: write '?' instead of '!'",
            "Int!"
        ),
        reasons(
            "metatype",
            "types exist in one process only: send a name, or an enum of the possible ones",
            "Int.Type", "[Named.Protocol]"
        ),
        reasons("generic", "a plugin is compiled apart from its callers: use concrete types", "Box<repeat each T>"),
    ].flatMap(\.self)

    private static let parameters = [
        Mistake(
            source: "@PluginInterface protocol P: Sendable { func f(x value: inout Int) throws }",
            name: "requirement.parameterSpecifier",
            message: "parameter 'value' of 'f(x:)' is 'inout', but arguments are copied to the plugin: "
                + "remove 'inout' and return the new value",
            at: "inout",
            fix: "remove 'inout'",
            fixed: "@PluginInterface protocol P: Sendable { func f(x value: Int) throws }"
        ),
        Mistake(
            source: "@PluginInterface protocol P: Sendable { func f(_: consuming [Int]) throws }",
            name: "requirement.parameterSpecifier",
            message: "parameter '1' of 'f(_:)' is 'consuming', but arguments are copied to the plugin: "
                + "remove 'consuming'",
            at: "consuming",
            fix: "remove 'consuming'",
            fixed: "@PluginInterface protocol P: Sendable { func f(_: [Int]) throws }"
        ),
        Mistake(
            source: "@PluginInterface protocol P: Sendable { func f(x: Int..., y: Int) throws }",
            name: "requirement.variadic",
            message: "parameter 'x' of 'f(x:y:)' is variadic, which a client cannot pass on: write '[Int]'",
            at: "...",
            fix: "write '[Int]'",
            fixed: "@PluginInterface protocol P: Sendable { func f(x: [Int], y: Int) throws }"
        ),
    ]
}
#endif
