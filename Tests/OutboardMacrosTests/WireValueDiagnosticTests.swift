#if Macros
import Testing

/// What `@WireValue` says about a type and about its members.
@Suite struct WireValueDiagnosticTests {
    @Test(arguments: types + members)
    func says(_ mistake: Mistake) throws {
        try mistake.check()
    }

    /// A condition around methods changes no layout.
    @Test func leavesConditionalMethodsAlone() {
        let expansion = Expansion(of: "@WireValue struct S { var x: Int\n#if DEBUG\nfunc dump() {}\n#endif\n}")
        #expect(expansion.diagnostics.isEmpty)
    }

    private static let types = [
        Mistake(
            source: "@WireValue class User {}",
            name: "wireValue.notAValue",
            message: "'User' is a class, and only values are sent: make it a struct or an enum",
            at: "@WireValue"
        ),
        Mistake(
            source: "@WireValue actor User {}",
            name: "wireValue.notAValue",
            message: "'User' is an actor, and only values are sent: make it a struct or an enum",
            at: "@WireValue"
        ),
        Mistake(
            source: "@WireValue struct Box<T> { var x: T }",
            name: "wireValue.generic",
            message: "'Box' is generic, or inside a generic type, so its layout is not known: declare one type per "
                + "use, outside generic types",
            at: "<T>"
        ),
        Mistake(
            source: "struct Outer<T> { @WireValue enum Inner { case a } }",
            name: "wireValue.generic",
            message: "'Inner' is generic, or inside a generic type, so its layout is not known: declare one type per "
                + "use, outside generic types",
            at: "Inner"
        ),
        Mistake(
            source: "@WireValue struct Handle: ~Copyable { var x: Int }",
            name: "wireValue.noncopyable",
            message: "'Handle' is '~Copyable', but sending makes a copy: remove '~Copyable'",
            at: "~Copyable"
        ),
        Mistake(
            source: "struct Outer { @WireValue private struct Inner { var x: Int } }",
            name: "wireValue.private",
            message: "'Inner' is private inside another type, where the generated extension cannot see it: "
                + "make it 'fileprivate'",
            at: "private"
        ),
        Mistake(
            source: "@WireValue indirect enum Tree { case leaf, branch(Tree, Tree) }",
            name: "wireValue.indirect",
            message: "'Tree' is indirect, but values are nested only through arrays on the wire: "
                + "hold an array, as in 'case branch([Tree])', and remove 'indirect'",
            at: "indirect"
        ),
        Mistake(
            source: "@WireValue enum Tree { case leaf; indirect case branch(Tree, Tree) }",
            name: "wireValue.indirect",
            message: "'branch' is indirect, but values are nested only through arrays on the wire: "
                + "hold an array, as in 'case branch([Tree])', and remove 'indirect'",
            at: "indirect"
        ),
    ]

    private static let members = [
        Mistake(
            source: "@WireValue struct User { var id = makeID() }",
            name: "wireValue.missingType",
            message: "property 'id' needs its type written out, since a macro sees only the text: write 'id: Type'",
            at: "id"
        ),
        Mistake(
            source: "@WireValue struct User { var age = -1 }",
            name: "wireValue.missingType",
            message: "property 'age' needs its type written out, since a macro sees only the text: write 'age: Type'",
            at: "age",
            fix: "write 'age: Int'",
            fixed: "@WireValue struct User { var age: Int = -1 }"
        ),
        Mistake(
            source: "@WireValue struct User { var name = \"\" }",
            name: "wireValue.missingType",
            message: "property 'name' needs its type written out, since a macro sees only the text: write 'name: Type'",
            at: "name",
            fix: "write 'name: String'",
            fixed: "@WireValue struct User { var name: String = \"\" }"
        ),
        Mistake(
            source: "@WireValue struct User { var isKnown = true }",
            name: "wireValue.missingType",
            message: "property 'isKnown' needs its type written out, since a macro sees only the text: "
                + "write 'isKnown: Type'",
            at: "isKnown",
            fix: "write 'isKnown: Bool'",
            fixed: "@WireValue struct User { var isKnown: Bool = true }"
        ),
        Mistake(
            source: "@WireValue struct User { var height = 1.5 }",
            name: "wireValue.missingType",
            message: "property 'height' needs its type written out, since a macro sees only the text: "
                + "write 'height: Type'",
            at: "height",
            fix: "write 'height: Double'",
            fixed: "@WireValue struct User { var height: Double = 1.5 }"
        ),
        Mistake(
            source: "@WireValue struct Point { var (x, y): (Int, Int) }",
            name: "wireValue.pattern",
            message: "'(x, y)' declares several properties at once: give each its own 'var' or 'let' with a type",
            at: "(x, y)"
        ),
        Mistake(
            source: "@WireValue struct Block { var wireByteCount: Int }",
            name: "wireValue.reserved",
            message: "property 'wireByteCount' has the name of a member that @WireValue generates: rename it",
            at: "wireByteCount"
        ),
        Mistake(
            source: "@WireValue struct User { var id: Int\n#if DEBUG\nvar note: String\n#endif\n}",
            name: "wireValue.conditional",
            message: "'#if' around stored properties or cases of 'User' would give host and plugin different layouts: "
                + "declare them unconditionally",
            at: "#if"
        ),
        Mistake(
            source: "@WireValue enum Kind { case file\n#if os(Linux)\n#if DEBUG\ncase socket\n#endif\n#endif\n}",
            name: "wireValue.conditional",
            message: "'#if' around stored properties or cases of 'Kind' would give host and plugin different layouts: "
                + "declare them unconditionally",
            at: "#if"
        ),
    ]
}
#endif
