#if Macros
import Testing

/// What `@WireValue` generates for enums.
@Suite struct WireValueEnumerationTests {
    private func expand(_ cases: String) -> Expansion {
        Expansion(of: "@WireValue enum E { \(cases) }")
    }

    @Test func enumeration() {
        Expansion.expect(
            """
            @WireValue
            public enum Shape {
                case none
                case circle(radius: Double)
                case group([Shape], label: String?)
            }
            """,
            becomes: """
                public enum Shape {
                    case none
                    case circle(radius: Double)
                    case group([Shape], label: String?)
                }

                extension Shape: WireValue {
                    public static func describe(in schema: inout WireSchema) -> WireType {
                        schema.enumeration(Self.self, named: "Shape") { cases in
                            cases.add("none")
                            cases.add("circle") { fields in
                                fields.field("radius", Double.self)
                            }
                            cases.add("group") { fields in
                                fields.field("_0", [Shape].self)
                                fields.field("label", String?.self)
                            }
                        }
                    }

                    public var wireByteCount: Int {
                        switch self {
                        case .none:
                            return WireWriter.compositeByteCount(2)
                        case .circle(let radius):
                            return WireWriter.compositeByteCount(2 &+ radius.wireByteCount)
                        case .group(let _0, let label):
                            return WireWriter.compositeByteCount(2 &+ _0.wireByteCount &+ label.wireByteCount)
                        }
                    }

                    public func encode(into writer: inout WireWriter) {
                        writer.composite { writer in
                            switch self {
                            case .none:
                                UInt16(0).encode(into: &writer)
                            case .circle(let radius):
                                UInt16(1).encode(into: &writer)
                                radius.encode(into: &writer)
                            case .group(let _0, let label):
                                UInt16(2).encode(into: &writer)
                                _0.encode(into: &writer)
                                label.encode(into: &writer)
                            }
                        }
                    }

                    public init(from reader: inout WireReader) throws(WireError) {
                        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
                            let index = try reader.next(UInt16.self)
                            switch index {
                            case 0:
                                return .none
                            case 1:
                                return try .circle(radius: reader.next(Double.self))
                            case 2:
                                return try .group(reader.next([Shape].self), label: reader.next(String?.self))
                            default:
                                throw .unknownCase(index, of: "Shape")
                            }
                        }
                    }
                }
                """
        )
    }

    @Test func emptyEnumeration() {
        Expansion.expect(
            """
            @WireValue
            enum Nothing {
            }
            """,
            becomes: """
                enum Nothing {
                }

                extension Nothing: WireValue {
                    static func describe(in schema: inout WireSchema) -> WireType {
                        schema.enumeration(Self.self, named: "Nothing") { _ in }
                    }

                    var wireByteCount: Int {
                        switch self {}
                    }

                    func encode(into writer: inout WireWriter) {
                        switch self {}
                    }

                    init(from reader: inout WireReader) throws(WireError) {
                        let index = try reader.composite { (reader: inout WireReader) throws(WireError) in
                            try reader.next(UInt16.self)
                        }
                        throw .unknownCase(index, of: "Nothing")
                    }
                }
                """
        )
    }

    /// An extension of a nested type does not see the types next to it, so theirs are inferred.
    @Test func nestedEnumeration() {
        let expansion = Expansion(
            of: "extension Directory { @WireValue enum Kind { case file, link(Entry, hops: Int?) } }"
        )
        expansion.expectLines(
            """
            extension Directory.Kind: WireValue {
            static func describe(in schema: inout WireSchema) -> WireType {
            schema.enumeration(Self.self, named: "Directory.Kind") { cases in
            cases.add("file")
            cases.add("link") { fields in
            func field<Value: WireValue>(_ name: String, _: (Self) -> [Value]) {
            fields.field(name, Value.self)
            }
            field("_0") { if case .link(let value, _) = $0 { [value] } else { [] } }
            field("hops") { if case .link(_, let value) = $0 { [value] } else { [] } }
            }
            """
        )
        expansion.expectLines("return try .link(reader.next(), hops: reader.next())")
        expansion.expectLines("throw .unknownCase(index, of: \"Directory.Kind\")")
    }

    @Test func rawValuesAndSharedDeclarations() {
        let expansion = Expansion(of: "@WireValue enum E: Int { case a = 5, b; case c = 1 }")
        expansion.expectLines("cases.add(\"a\")\ncases.add(\"b\")\ncases.add(\"c\")")
        expansion.expectLines("case 0:\nreturn .a\ncase 1:\nreturn .b\ncase 2:\nreturn .c\ndefault:")
    }

    @Test func backtickedCases() {
        let expansion = expand("case `default`, `init`(`in`: Int), `self`")
        expansion.expectLines("cases.add(\"default\")\ncases.add(\"init\") { fields in")
        expansion.expectLines("fields.field(\"in\", Int.self)\n}\ncases.add(\"self\")")
        expansion.expectLines("case .`init`(let `in`):\nUInt16(1).encode(into: &writer)\n`in`.encode(into: &writer)")
        expansion.expectLines("return try .`init`(in: reader.next(Int.self))")
        expansion.expectLines("case .`self`:\nUInt16(2).encode(into: &writer)")
    }

    @Test func namesOfTheGeneratedCodesOwnVariables() {
        let expansion = expand("case a(writer: Int, byteCount: Int, reader: Int, index: Int, self: Int, await: Int)")
        let pattern = "let _writer, let _byteCount, let reader, let index, let _self, let `await`"
        expansion.expectLines(
            """
            case .a(\(pattern)):
            UInt16(0).encode(into: &writer)
            _writer.encode(into: &writer)
            _byteCount.encode(into: &writer)
            reader.encode(into: &writer)
            index.encode(into: &writer)
            _self.encode(into: &writer)
            `await`.encode(into: &writer)
            """
        )
        expansion.expectLines(
            """
            case .a(\(pattern)):
            var byteCount = 2
            byteCount &+= _writer.wireByteCount
            byteCount &+= _byteCount.wireByteCount
            """
        )
    }

    @Test func unlabelledValues() {
        let expansion = expand("case a(Int, _ b: String, c: Int)")
        expansion.expectLines("case .a(let _0, let _1, let c):")
        expansion.expectLines(
            "return try .a(reader.next(Int.self), reader.next(String.self), c: reader.next(Int.self))"
        )
    }

    /// The enum may name itself in an array.
    @Test func recursion() {
        expand("case leaf, branch([Self])").expectLines("fields.field(\"_0\", [Self].self)")
    }
}
#endif
