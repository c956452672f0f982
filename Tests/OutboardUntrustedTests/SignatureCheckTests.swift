import Testing

@testable import OutboardUntrusted

/// What a plugin says about its interface: layouts that lie, names that are none, definitions without end.
@Suite struct SignatureCheckTests {
    private static func signature(
        _ definition: WireDefinition, others: [String: WireDefinition] = [:]
    ) -> InterfaceSignature {
        var definitions = others
        definitions["T"] = definition
        return InterfaceSignature(
            name: "I", version: InterfaceVersion(1),
            methods: [InterfaceSignature.Method(name: "m()", parameters: [], result: .named("T"))], errors: [],
            definitions: definitions)
    }

    private static func agree(_ mine: WireDefinition, _ theirs: WireDefinition) -> Bool {
        signature(mine).disagreement(withPlugin: signature(theirs)) == nil
    }

    private static func structure(_ fields: [(String, WireType)]) -> WireDefinition {
        WireDefinition(
            isEnumeration: false,
            alternatives: [
                WireDefinition.Alternative(
                    name: "", fields: fields.map { WireDefinition.Field(name: $0.0, type: $0.1) })
            ])
    }

    private static func enumeration(_ names: [String]) -> WireDefinition {
        WireDefinition(
            isEnumeration: true, alternatives: names.map { WireDefinition.Alternative(name: $0, fields: []) })
    }

    @Test func `an enum is no struct, whatever the names of its cases`() {
        #expect(Self.agree(Self.structure([]), Self.structure([])))
        #expect(!Self.agree(Self.structure([]), Self.enumeration([""])))
        #expect(!Self.agree(Self.enumeration([""]), Self.structure([])))
    }

    @Test func `cases have names and an order`() {
        #expect(Self.agree(Self.enumeration(["a", "b"]), Self.enumeration(["a", "b"])))
        #expect(!Self.agree(Self.enumeration(["a", "b"]), Self.enumeration(["a", "c"])))
        #expect(!Self.agree(Self.enumeration(["a", "b"]), Self.enumeration(["b", "a"])))
        #expect(!Self.agree(Self.enumeration(["a", "b"]), Self.enumeration(["a"])))
    }

    @Test func `a struct may have grown by optional fields on either side, and by no others`() {
        let old = Self.structure([("x", .int64)])
        for (type, isFine) in [(WireType.optional(.bool), true), (.bool, false)] {
            let new = Self.structure([("x", .int64), ("y", type)])
            #expect(Self.agree(old, new) == isFine && Self.agree(new, old) == isFine)
        }
        #expect(!Self.agree(old, Self.structure([("z", .int64)])))
        #expect(!Self.agree(old, Self.structure([("x", .int32)])))
    }

    @Test func `a type is defined once`() {
        func bytes(_ count: UInt32) -> [UInt8] {
            let empty = InterfaceSignature(
                name: "I", version: InterfaceVersion(1), methods: [], errors: [], definitions: [:]
            ).wireBytes.dropLast(4)
            let definition = "T".wireBytes + Self.structure([]).wireBytes
            return empty + count.wireBytes + (0..<count).flatMap { _ in definition }
        }
        #expect((try? InterfaceSignature(wireBytes: bytes(1)))?.definitions.count == 1)
        let error = #expect(throws: WireError.self) { try InterfaceSignature(wireBytes: bytes(2)) }
        #expect(error?.code == .duplicateKey)
    }

    @Test func `a method is described with each type once, and a hundred at the most`() {
        var types: [String: WireDefinition] = [:]
        for number in 0..<150 { types["T\(number)"] = Self.structure([("next", .named("T\(number + 1)"))]) }
        let chain = Self.signature(Self.structure([("first", .named("T0"))]), others: types)
        let long = chain.describeInFull(chain.methods[0]).split(separator: ";")
        #expect(long.count == 101)
        let twice = Self.signature(
            Self.structure([("a", .named("U")), ("b", .named("U"))]), others: ["U": Self.structure([])])
        #expect(twice.describeInFull(twice.methods[0]) == "m() -> T; T {a: U, b: U}; U {}")
    }

    @Test func `a name that is none of a method is shown as it is`() {
        let signature = Self.signature(Self.structure([]))
        func show(_ name: String, _ parameters: [WireType] = [.bool]) -> String {
            signature.describe(InterfaceSignature.Method(name: name, parameters: parameters, result: .void))
        }
        #expect(show("f(x:)") == "f(x: Bool) -> Void" && show("f(_:)") == "f(_: Bool) -> Void")
        #expect(show("f(x:)", [.bool, .int8]) == "f(x: Bool, _: Int8) -> Void")
        #expect(show("f") == "f(_: Bool) -> Void")
        #expect(show("f)") == "f)(_: Bool) -> Void")
        #expect(show("f(x:") == "f(x:(_: Bool) -> Void")
        #expect(show("(x:)") == "(x: Bool) -> Void")
        #expect(show("f(x:(y:)") == "f(x: Bool) -> Void")
    }
}
