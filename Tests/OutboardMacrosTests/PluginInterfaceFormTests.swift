#if Macros
import Testing

/// The forms that a protocol and its methods may take, each in the lines that it changes.
@Suite struct PluginInterfaceFormTests {
    private func expand(_ requirement: String) -> Expansion {
        Expansion(of: "@PluginInterface protocol P: Sendable { \(requirement) }")
    }

    @Test(arguments: ["public", "package", "internal", "fileprivate"])
    func access(_ access: String) {
        let expansion = Expansion(of: "@PluginInterface \(access) protocol P: Sendable { func f() throws }")
        expansion.expectLines("\(access) struct PClient: P, InterfaceClient {")
        expansion.expectLines("\(access) static let interface = InterfaceDescriptor(")
        expansion.expectLines("\(access) func f() throws {")
        expansion.expectLines("\(access) struct PDispatcher<Implementation: P>: InterfaceDispatcher {")
        expansion.expectLines("\(access) func dispatch(_ call: inout IncomingCall) {")
    }

    /// A member that is private to its type would not serve a protocol that the whole file sees.
    @Test func privateAccess() {
        let expansion = Expansion(of: "@PluginInterface private protocol P: Sendable { func f() throws }")
        expansion.expectLines("private struct PClient: P, InterfaceClient {")
        expansion.expectLines("fileprivate func f() throws {")
    }

    /// A public extension makes the types in it public, and does not let them repeat it.
    @Test func accessOfAnExtension() {
        let source = "public extension Scope { @PluginInterface protocol P: Sendable { func f() throws } }"
        let expansion = Expansion(of: source)
        #expect(!expansion.text.contains("public struct"))
        expansion.expectLines("struct PClient: P, InterfaceClient {")
        expansion.expectLines("public func f() throws {")
    }

    @Test func modifiersAndAttributesOfTheProtocol() {
        let expansion = Expansion(
            of: "@available(*, deprecated) @PluginInterface nonisolated public protocol P: Sendable {}"
        )
        expansion.expectLines("@available(*, deprecated)\nnonisolated public struct PClient: P, InterfaceClient {")
        #expect(expansion.text.contains("@available(*, deprecated)\nnonisolated public struct PDispatcher<"))
    }

    @Test(arguments: ["Sendable", "Named, Sendable", "Sendable & Named", "Swift.Sendable"])
    func inheritance(_ inherited: String) {
        #expect(Expansion(of: "@PluginInterface protocol P: \(inherited) {}").diagnostics.isEmpty)
    }

    @Test func nestedProtocol() {
        let expansion = Expansion(of: "enum Scope { @PluginInterface protocol P: Sendable { func f() throws } }")
        expansion.expectLines("struct PClient: P, InterfaceClient {")
        expansion.expectLines("static let interface = InterfaceDescriptor(\n\"P\",")
    }

    @Test(arguments: ["@OneWay", "@OutboardCore.OneWay", "\n#if Macros\n@OneWay\n#endif\n"])
    func oneWay(_ mark: String) {
        let source =
            "@PluginInterface protocol P: Sendable { \(mark) func f(_ x: Int) throws; \(mark) func g() async throws }"
        let expansion = Expansion(of: source)
        expansion.expectLines("MethodDescriptor(\"f(_:)\", [ParameterDescriptor(\"_\", Int.self)], isOneWay: true),")
        expansion.expectLines("MethodDescriptor(\"g()\", [], isAsync: true, isOneWay: true),")
        expansion.expectLines(
            """
            func f(_ x: Int) throws {
            try self.caller.send(0, byteCount: x.wireByteCount) { writer in
            x.encode(into: &writer)
            }
            }
            """)
        expansion.expectLines(
            """
            func g() async throws {
            try await self.caller.sendAsync(1, byteCount: 0) { _ in
            }
            }
            """)
        expansion.expectLines("static func f(_ x: Int) -> OneWayCall<PClient> {\nOneWayCall(0, x)\n}")
        expansion.expectLines(
            """
            call.runOneWay { (reader: inout WireReader) throws in
            let x = try reader.next(Int.self)
            try implementation.f(x)
            }
            """)
        expansion.expectLines("call.runOneWayAsync { (_: inout WireReader) throws(WireError) in")
    }

    @Test(arguments: ["@Idempotent", "@OutboardCore.Idempotent", "\n#if Macros\n@Idempotent\n#endif\n"])
    func idempotent(_ mark: String) {
        let source =
            "@PluginInterface protocol P: Sendable { \(mark) func f() throws -> Int; \(mark) func g() async throws }"
        let expansion = Expansion(of: source)
        expansion.expectLines("MethodDescriptor(\"f()\", [], returns: Int.self, isIdempotent: true),")
        expansion.expectLines("MethodDescriptor(\"g()\", [], isAsync: true, isIdempotent: true),")
    }

    @Test func backtickedProtocol() {
        let expansion = Expansion(of: "@PluginInterface protocol `Protocol`: Sendable {}")
        expansion.expectLines("struct ProtocolClient: `Protocol`, InterfaceClient {")
        expansion.expectLines("\"Protocol\",")
        expansion.expectLines("struct ProtocolDispatcher<Implementation: `Protocol`>: InterfaceDispatcher {")
    }

    /// The generic parameter must not hide a type that the interface uses.
    @Test func implementationAsATypeOfTheInterface() {
        let expansion = expand("func f() throws -> Implementation")
        expansion.expectLines("struct PDispatcher<_Implementation: P>: InterfaceDispatcher {")
        expansion.expectLines("let implementation: _Implementation")
        expansion.expectLines("call.reply { (_: inout WireReader) throws -> Implementation in")
    }

    /// The namespace of the calls must not hide a type that the interface uses.
    @Test func callAsATypeOfTheInterface() {
        let expansion = expand("func f() throws -> Call")
        expansion.expectLines("enum _Call {\nstatic func f() -> MethodCall<PClient, Call> {\nMethodCall(0)\n}\n}")
    }

    @Test func callsOfADeprecatedMethod() {
        let expansion = expand("@available(*, deprecated) @discardableResult func f(x: Int) throws -> Int")
        expansion.expectLines(
            "enum Call {\n@available(*, deprecated)\nstatic func f(x: Int) -> MethodCall<PClient, Int> {\nMethodCall(0, x)"
        )
    }

    @Test(arguments: [
        ("name: \"users\"", "\"users\",\nversion: \"1.0\",\nmethods: []\n)"),
        ("name: nil", "\"P\",\nversion: \"1.0\",\nmethods: []\n)"),
        ("version: \"3\"", "\"P\",\nversion: \"3\",\nmethods: []\n)"),
        ("version: .current", "\"P\",\nversion: .current,\nmethods: []\n)"),
        ("errors: []", "\"P\",\nversion: \"1.0\",\nmethods: []\n)"),
        ("errors: [A.self, B.self]", "\"P\",\nversion: \"1.0\",\nmethods: [],\nerrors: [A.self, B.self]\n)"),
        ("errors: allErrors", "\"P\",\nversion: \"1.0\",\nmethods: [],\nerrors: allErrors\n)"),
    ])
    func arguments(_ argument: String, _ lines: String) {
        Expansion(of: "@PluginInterface(\(argument)) protocol P: Sendable {}").expectLines(lines)
    }

    @Test func typeAliasesAreNoRequirements() {
        expand("typealias Name = String").expectLines("methods: []")
    }

    @Test(arguments: ["", " -> Void", " -> ()", " -> Swift.Void"])
    func noResult(_ result: String) {
        let expansion = expand("func f() throws\(result)")
        expansion.expectLines("MethodDescriptor(\"f()\", [])")
        expansion.expectLines("func f() throws {\ntry self.caller.call(0, byteCount: 0) { _ in\n} decode: { _ in\n}\n}")
        expansion.expectLines("call.replyVoid { (_: inout WireReader) throws in\ntry implementation.f()\n}")
    }

    @Test(arguments: ["[UInt8]", "Array<UInt8>"])
    func bytes(_ type: String) {
        let expansion = expand("func f() throws -> \(type)\nfunc g() async throws -> \(type)")
        expansion.expectLines("try self.caller.callForBytes(0, byteCount: 0) { _ in\n}\n}")
        expansion.expectLines("try await self.caller.callAsync(1, byteCount: 0) { _ in")
    }

    @Test(arguments: ["Int?", "[Int]", "[Int: [A?]]", "Swift.Int", "Int??", "Optional<Int>", "(Int)"])
    func types(_ type: String) {
        let expansion = expand("func f(x: \(type)) throws -> \(type)")
        expansion.expectLines(
            #"MethodDescriptor("f(x:)", [ParameterDescriptor("x", \#(type).self)], returns: \#(type).self)"#
        )
        expansion.expectLines("let x = try reader.next(\(type).self)")
        expansion.expectLines("} decode: { (reader: inout WireReader) throws(WireError) -> \(type) in")
    }

    @Test func attributesOfMethods() {
        let expansion = expand("@discardableResult func f() throws -> Int")
        expansion.expectLines("@discardableResult\nfunc f() throws -> Int {")
        expansion.expectLines("}\nfunc dispatch(_ call: inout IncomingCall) {")
    }

    /// The dispatcher still serves a deprecated method, without a warning that nobody could act on.
    @Test func deprecatedMethod() {
        let expansion = expand("@available(*, deprecated, message: \"use g\") func f() throws")
        expansion.expectLines("@available(*, deprecated, message: \"use g\")\nfunc f() throws {")
        expansion.expectLines("@available(*, deprecated)\nfunc dispatch(_ call: inout IncomingCall) {")
    }
}
#endif
