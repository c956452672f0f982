#if Macros
import Testing

/// What `@WireValue` generates for structs.
@Suite struct WireValueStructureTests {
    private func expand(_ members: String) -> Expansion {
        Expansion(of: "@WireValue struct S { \(members) }")
    }

    @Test func structure() {
        Expansion.expect(
            """
            @WireValue
            public struct User {
                public let id: UserID
                public var name: String
                public var nickname: String?
            }
            """,
            becomes: """
                public struct User {
                    public let id: UserID
                    public var name: String
                    public var nickname: String?
                }

                extension User: WireValue {
                    public static func describe(in schema: inout WireSchema) -> WireType {
                        schema.structure(Self.self, named: "User") { fields in
                            fields.field("id", UserID.self)
                            fields.field("name", String.self)
                            fields.field("nickname", String?.self)
                        }
                    }

                    public var wireByteCount: Int {
                        WireWriter.compositeByteCount(self.id.wireByteCount &+ self.name.wireByteCount &+ self.nickname.wireByteCount)
                    }

                    public func encode(into writer: inout WireWriter) {
                        writer.composite { writer in
                            self.id.encode(into: &writer)
                            self.name.encode(into: &writer)
                            self.nickname.encode(into: &writer)
                        }
                    }

                    public init(from reader: inout WireReader) throws(WireError) {
                        (self.id, self.name, self.nickname) = try reader.composite { (reader: inout WireReader) throws(WireError) in
                            try (
                                reader.next(UserID.self),
                                reader.next(String.self),
                                reader.nextTrailing(String?.self)
                            )
                        }
                    }
                }
                """
        )
    }

    @Test func emptyStructure() {
        Expansion.expect(
            """
            @WireValue
            struct Nothing {
            }
            """,
            becomes: """
                struct Nothing {
                }

                extension Nothing: WireValue {
                    static func describe(in schema: inout WireSchema) -> WireType {
                        schema.structure(Self.self, named: "Nothing") { _ in }
                    }

                    var wireByteCount: Int {
                        WireWriter.compositeByteCount(0)
                    }

                    func encode(into writer: inout WireWriter) {
                        writer.composite { _ in }
                    }

                    init(from reader: inout WireReader) throws(WireError) {
                        try reader.composite { _ in }
                    }
                }
                """
        )
    }

    /// An extension of a nested type does not see the types next to it, so theirs are inferred.
    @Test func nestedStructure() {
        let expansion = Expansion(
            of: "enum Directory { @WireValue struct Entry { let kind: Kind; var note: String? } }"
        )
        expansion.expectLines(
            """
            extension Directory.Entry: WireValue {
            static func describe(in schema: inout WireSchema) -> WireType {
            schema.structure(Self.self, named: "Directory.Entry") { fields in
            func field<Value: WireValue>(_ name: String, _: (Self) -> Value) {
            fields.field(name, Value.self)
            }
            field("kind") { $0.kind }
            field("note") { $0.note }
            }
            }
            """
        )
        expansion.expectLines("try (\nreader.next(),\nreader.nextTrailing()\n)")
    }

    @Test func oneField() {
        expand("let a: Int").expectLines(
            """
            self.a = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try reader.next(Int.self)
            }
            """
        )
    }

    /// Only the optionals at the end, by their spelling, may be missing in what an older writer sent.
    @Test func trailingOptionals() {
        expand("var a: Int?; var b: Int; var c: Int?; var d: Optional<Int>; var e: [Int]?; var f: Int??").expectLines(
            """
            try (
            reader.next(Int?.self),
            reader.next(Int.self),
            reader.nextTrailing(Int?.self),
            reader.nextTrailing(Optional<Int>.self),
            reader.nextTrailing([Int]?.self),
            reader.nextTrailing(Int??.self)
            )
            """
        )
    }

    @Test(arguments: [
        "static var a: Int = 1", "lazy var a: Int = 1", "var a: Int { 1 }", "var a: Int { get { 1 } set {} }",
        "let a = 1", "let a: Int = 1", "func a() {}", "struct A { var a: Int }", "init() {}", "typealias A = Int",
    ])
    func staysBehind(_ member: String) {
        expand(member).expectLines("schema.structure(Self.self, named: \"S\") { _ in }")
    }

    @Test(arguments: [
        "var a: Int = 1", "private var a: Int", "private(set) var a: Int", "let a: Int", "@Clamped var a: Int",
        "var a: Int { didSet {} }", "var a: Int = 1 { willSet {} didSet {} }",
    ])
    func travels(_ member: String) {
        expand(member).expectLines("fields.field(\"a\", Int.self)")
    }

    @Test func propertiesThatShareADeclaration() {
        expand("var a, b: Int, c: String = \"\", d, e: Bool").expectLines(
            """
            fields.field("a", Int.self)
            fields.field("b", Int.self)
            fields.field("c", String.self)
            fields.field("d", Bool.self)
            fields.field("e", Bool.self)
            """
        )
    }

    @Test func namesOfTheGeneratedCodesOwnVariables() {
        let expansion = expand("var reader: Int; var writer: Int; var schema: Int; var `default`: Int; var `self`: Int")
        expansion.expectLines("fields.field(\"default\", Int.self)\nfields.field(\"self\", Int.self)")
        expansion.expectLines("self.writer.encode(into: &writer)\nself.schema.encode(into: &writer)")
        expansion.expectLines("self.`default`.encode(into: &writer)\nself.`self`.encode(into: &writer)")
        expansion.expectLines(
            """
            (self.reader, self.writer, self.schema, self.`default`, self.`self`) = try reader.composite {
            (reader: inout WireReader) throws(WireError) in
            try (
            """
        )
    }

    @Test func manyFields() {
        let names = (0..<40).map { "field\($0)" }
        let expansion = expand("var \(names.joined(separator: ", ")): Int")
        let sum = names.dropFirst().map { "byteCount &+= self.\($0).wireByteCount" }.joined(separator: "\n")
        expansion.expectLines(
            "var byteCount = self.field0.wireByteCount\n\(sum)\nreturn WireWriter.compositeByteCount(byteCount)"
        )
        expansion.expectLines(
            """
            (
            \(names.map { "self.\($0)" }.joined(separator: ",\n"))
            ) = try reader.composite { (reader: inout WireReader) throws(WireError) in
            try (
            """
        )
    }

    @Test(arguments: [("public", "public"), ("package", "package"), ("private", "fileprivate")])
    func access(_ access: String, _ ofMember: String) {
        let expansion = Expansion(of: "@WireValue \(access) struct S {}")
        expansion.expectLines("extension S: WireValue {")
        expansion.expectLines("\(ofMember) static func describe(in schema: inout WireSchema) -> WireType {")
        expansion.expectLines("\(ofMember) var wireByteCount: Int {")
        expansion.expectLines("\(ofMember) func encode(into writer: inout WireWriter) {")
        expansion.expectLines("\(ofMember) init(from reader: inout WireReader) throws(WireError) {")
    }
}
#endif
