#if Macros
import Testing

/// The parameters that methods may have: labels, counts, and names that the generated code would like to have itself.
@Suite struct PluginInterfaceParameterTests {
    private func expand(_ requirement: String) -> Expansion {
        Expansion(of: "@PluginInterface protocol P: Sendable { \(requirement) }")
    }

    @Test(arguments: [
        ("x: Int", "x: Int", "x", "x: x"),
        ("of x: Int", "of x: Int", "of", "of: x"),
        ("_ x: Int", "_ x: Int", "_", "x"),
        ("_: Int", "_ argument0: Int", "_", "argument0"),
        ("x _: Int", "x argument0: Int", "x", "x: argument0"),
        ("in: Int", "in: Int", "in", "in: `in`"),
        ("`inout`: Int", "`inout`: Int", "inout", "`inout`: `inout`"),
        ("for `class`: Int", "for `class`: Int", "for", "for: `class`"),
        ("await: Int", "await: Int", "await", "await: `await`"),
        ("`self`: Int", "`self` _self: Int", "self", "self: _self"),
        ("`a b`: Int", "`a b`: Int", "a b", "`a b`: `a b`"),
    ])
    func labels(_ written: String, _ declared: String, _ label: String, _ argument: String) {
        let expansion = expand("func f(\(written)) throws")
        expansion.expectLines("MethodDescriptor(\"f(\(label):)\", [ParameterDescriptor(\"\(label)\", Int.self)])")
        expansion.expectLines("func f(\(declared)) throws {")
        expansion.expectLines("try implementation.f(\(argument))")
    }

    @Test func labelsThatShareAName() {
        let expansion = expand("func f(a x: Int, b x: Int, _: Int, _ argument2: Int) throws")
        expansion.expectLines("func f(a x: Int, b _x: Int, _ argument2: Int, _ _argument2: Int) throws {")
        expansion.expectLines("try implementation.f(a: x, b: _x, argument2, _argument2)")
    }

    @Test(arguments: 0...12)
    func counts(_ count: Int) {
        let names = (0..<count).map { "p\($0)" }
        let expansion = expand("func f(\(names.map { "\($0): Int" }.joined(separator: ", "))) throws -> Int")
        expansion.expectLines(
            """
            \(names.map { "\($0).encode(into: &writer)" }.joined(separator: "\n"))
            } decode: { (reader: inout WireReader) throws(WireError) -> Int in
            """
        )
        expansion.expectLines(names.map { "let \($0) = try reader.next(Int.self)" }.joined(separator: "\n"))
        let generated = expansion.text.split(separator: "\n").drop { !$0.hasPrefix("///") }
        #expect(generated.allSatisfy { $0.count <= 120 })
        #expect(expansion.text.contains("\"f(\(names.map { "\($0):" }.joined()))\""))
    }

    /// A sum that would not fit is added up in a variable.
    @Test func manyParameters() {
        let names = (0..<8).map { "parameter\($0)" }
        let expansion = expand("func f(\(names.map { "\($0): Int" }.joined(separator: ", "))) throws -> Int")
        let sum = names.dropFirst().map { "byteCount &+= \($0).wireByteCount" }.joined(separator: "\n")
        expansion.expectLines(
            """
            func f(
            \(names.map { "\($0): Int" }.joined(separator: ",\n"))
            ) throws -> Int {
            var byteCount = parameter0.wireByteCount
            \(sum)
            return try self.caller.call(0, byteCount: byteCount) { writer in
            """
        )
        expansion.expectLines(
            "return try implementation.f(\n\(names.map { "\($0): \($0)" }.joined(separator: ",\n"))\n)"
        )
    }

    @Test func namesOfTheClientsOwnVariables() {
        let names = ["writer", "reader", "caller", "byteCount", "interface"]
        let expansion = expand("func f(\(names.map { "\($0): String" }.joined(separator: ", "))) throws -> Int")
        expansion.expectLines(
            """
            var _byteCount = writer.wireByteCount
            _byteCount &+= reader.wireByteCount
            _byteCount &+= caller.wireByteCount
            _byteCount &+= byteCount.wireByteCount
            _byteCount &+= interface.wireByteCount
            return try self.caller.call(0, byteCount: _byteCount) { _writer in
            writer.encode(into: &_writer)
            reader.encode(into: &_writer)
            caller.encode(into: &_writer)
            byteCount.encode(into: &_writer)
            interface.encode(into: &_writer)
            } decode: { (_reader: inout WireReader) throws(WireError) -> Int in
            try _reader.next(Int.self)
            }
            """
        )
    }

    @Test func namesOfTheDispatchersOwnVariables() {
        let expansion = expand("func f(call: Int, reader: Int, implementation: Int, _reader: Int) async throws -> Int")
        expansion.expectLines(
            """
            case 0:
            let _implementation = implementation
            call.replyAsync { (__reader: inout WireReader) throws(WireError) in
            let call = try __reader.next(Int.self)
            let reader = try __reader.next(Int.self)
            let implementation = try __reader.next(Int.self)
            let _reader = try __reader.next(Int.self)
            return { () async throws -> Int in
            try await _implementation.f(
            call: call,
            reader: reader,
            implementation: implementation,
            _reader: _reader
            )
            }
            }
            """
        )
    }

    @Test func backtickedMethod() {
        let expansion = expand("func `default`() throws; func `a \"b\"`(x: Int) async throws")
        expansion.expectLines("MethodDescriptor(\"default()\", []),")
        expansion.expectLines("func `default`() throws {")
        expansion.expectLines("try implementation.`default`()")
        expansion.expectLines(
            #"MethodDescriptor("a \"b\"(x:)", [ParameterDescriptor("x", Int.self)], isAsync: true),"#
        )
        expansion.expectLines("return { try await implementation.`a \"b\"`(x: x) }")
    }
}
#endif
