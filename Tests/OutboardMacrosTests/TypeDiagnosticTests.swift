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

        /// A type may name itself, and `throws -> Void` returns nothing.
        func isAllowed(in source: String) -> Bool {
            name == "self" && source.hasPrefix("@WireValue") || source.contains("-> Void") || source.contains("-> ()")
        }
    }

    private static let reasons: [Reason] = [
        ("() -> Void", "function"), ("[(Int) -> Int]", "function"), ("@Sendable () -> Void", "function"),
    ].map { Reason(type: $0, name: $1, why: "code cannot be sent to another process: send a value, or add a method to the interface") }
        + ["some Named", "[some Named]"].map {
            Reason(type: $0, name: "opaque", why: "'some' hides what to encode: name the concrete type")
        }
        + ["any Named", "[String: any Named]", "Any", "AnyObject", "Named & Sendable", "(any Named)?"].map {
            Reason(
                type: $0,
                name: "existential",
                why: "the receiver cannot know its concrete type: name one type, or an enum of the possible ones"
            )
        }
        + ["(Int, Int)", "[(key: String, value: Int)]"].map {
            Reason(type: $0, name: "tuple", why: "a tuple has no wire layout: declare a struct with @WireValue")
        }
        + ["Void", "()", "[Void]"].map {
            Reason(type: $0, name: "void", why: "there is nothing to send: remove it")
        }
        + ["Self", "Self.Element", "[Self]"].map {
            Reason(
                type: $0,
                name: "self",
                why: "host and plugin implement the protocol with different types: name a concrete type"
            )
        }
        + ["Int!"].map {
            Reason(
                type: $0,
                name: "implicitlyUnwrapped",
                why: "only an optional says that a value may be missing: write '?' instead of '!'"
            )
        }
        + ["Int.Type", "[Named.Protocol]"].map {
            Reason(
                type: $0,
                name: "metatype",
                why: "types exist in one process only: send a name, or an enum of the possible ones"
            )
        }

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
