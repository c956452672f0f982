import Testing

@testable import OutboardCore

@Suite struct CompatibilityTests {
    /// The signature that the variations start from.
    private static let base = InterfaceSignature(
        name: "Zoo", version: "1.4",
        methods: [
            .init(name: "visit(_:by:)", parameters: [.named("Animal"), .int64], result: .void),
            .init(name: "draw()", parameters: [], result: .dictionary(.string, .optional(.named("Shape")))),
        ],
        errors: [.named("Closed"), .named("Bitten")],
        definitions: [
            "Animal": structure([
                ("id", .uint32), ("kin", .array(.named("Animal"))), ("home", .named("Place")),
                ("note", .optional(.string)),
            ]),
            "Place": structure([("x", .double)]),
            "Shape": WireDefinition(
                isEnumeration: true,
                alternatives: [
                    .init(name: "none", fields: []),
                    .init(name: "circle", fields: [.init(name: "radius", type: .double)]),
                ]),
            "Closed": structure([("until", .duration)]),
            "Bitten": structure([]),
        ])

    private static func structure(_ fields: [(String, WireType)]) -> WireDefinition {
        WireDefinition(
            isEnumeration: false,
            alternatives: [.init(name: "", fields: fields.map { .init(name: $0.0, type: $0.1) })])
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable (inout InterfaceSignature) -> Void
        /// What the message must show of the side that has changed, and of the other.
        var changed: String
        var unchanged: String

        init(
            _ name: String, shows changed: String, and unchanged: String,
            _ apply: @escaping @Sendable (inout InterfaceSignature) -> Void
        ) {
            testDescription = name
            self.apply = apply
            self.changed = changed
            self.unchanged = unchanged
        }
    }

    static let breaking: [Change] = [
        Change("another name", shows: "Farm", and: "Zoo") { $0.name = "Farm" },
        Change("another major version", shows: "2.4", and: "1.4") { $0.version = "2.4" },
        Change("methods in another order", shows: "draw()", and: "visit(_: Animal, by: Int64)") {
            $0.methods.swapAt(0, 1)
        },
        Change("a method removed in front", shows: "draw()", and: "visit(_: Animal, by: Int64)") {
            $0.methods.removeFirst()
        },
        Change("a renamed method", shows: "see(_: Animal, by: Int64)", and: "visit(_: Animal, by: Int64)") {
            $0.methods[0].name = "see(_:by:)"
        },
        Change("a renamed label", shows: "of: Int64", and: "by: Int64") { $0.methods[0].name = "visit(_:of:)" },
        Change("a parameter more", shows: "Int64, _: Bool", and: "by: Int64)") {
            $0.methods[0].parameters.append(.bool)
        },
        Change("a parameter less", shows: "visit(_: Animal)", and: "by: Int64") {
            $0.methods[0].parameters.removeLast()
        },
        Change("an optional parameter more", shows: "Bool?", and: "by: Int64)") {
            $0.methods[0].parameters.append(.optional(.bool))
        },
        Change("parameters in another order", shows: "_: Int64", and: "_: Animal") {
            $0.methods[0].parameters.reverse()
        },
        Change("another scalar", shows: "by: UInt64", and: "by: Int64") { $0.methods[0].parameters[1] = .uint64 },
        Change("a result", shows: "-> Bool", and: "-> Void") { $0.methods[0].result = .bool },
        Change("a method that is one-way", shows: "@OneWay visit(_: Animal, by: Int64)", and: "by: Int64) -> Void") {
            $0.methods[0].result = .oneWay
        },
        Change("no result", shows: "-> Void", and: "-> [String: Shape?]") { $0.methods[1].result = .void },
        Change("a result that is optional no more", shows: "[String: Shape]", and: "[String: Shape?]") {
            $0.methods[1].result = .dictionary(.string, .named("Shape"))
        },
        Change("a field more that is not optional", shows: "age: Int64", and: "note: String?}") {
            $0.definitions["Animal"]?.alternatives[0].fields.append(.init(name: "age", type: .int64))
        },
        Change("an optional field more in front", shows: "age: Int64?", and: "{id: UInt32") {
            $0.definitions["Animal"]?.alternatives[0].fields.insert(.init(name: "age", type: .optional(.int64)), at: 0)
        },
        Change("an optional field more in the middle", shows: "age: Int64?", and: "{id: UInt32, kin") {
            $0.definitions["Animal"]?.alternatives[0].fields.insert(.init(name: "age", type: .optional(.int64)), at: 1)
        },
        Change("fields in another order", shows: "{kin: [Animal], id", and: "{id: UInt32, kin") {
            $0.definitions["Animal"]?.alternatives[0].fields.swapAt(0, 1)
        },
        Change("a renamed field", shows: "key: UInt32", and: "id: UInt32") {
            $0.definitions["Animal"]?.alternatives[0].fields[0].name = "key"
        },
        Change("a field of another type", shows: "id: Int32", and: "id: UInt32") {
            $0.definitions["Animal"]?.alternatives[0].fields[0].type = .int32
        },
        Change("an optional field that is so no more", shows: "note: String}", and: "note: String?}") {
            $0.definitions["Animal"]?.alternatives[0].fields[3].type = .string
        },
        Change("another field within a field's type", shows: "{x: Float}", and: "{x: Double}") {
            $0.definitions["Place"]?.alternatives[0].fields[0].type = .float
        },
        Change("a case more", shows: "square", and: "{none | circle(radius: Double)}") {
            $0.definitions["Shape"]?.alternatives.append(.init(name: "square", fields: []))
        },
        Change("a case less", shows: "{none}", and: "{none | circle(radius: Double)}") {
            $0.definitions["Shape"]?.alternatives.removeLast()
        },
        Change("cases in another order", shows: "{circle(radius: Double) | none}", and: "{none | circle") {
            $0.definitions["Shape"]?.alternatives.swapAt(0, 1)
        },
        Change("an optional value more in a case", shows: "Int64?", and: "circle(radius: Double)}") {
            $0.definitions["Shape"]?.alternatives[1].fields.append(.init(name: "_1", type: .optional(.int64)))
        },
        Change("an enum that is a struct", shows: "Shape {", and: "{none | circle(radius: Double)}") {
            $0.definitions["Shape"] = structure([])
        },
        Change("a type without a definition", shows: "undefined", and: "{none | circle(radius: Double)}") {
            $0.definitions["Shape"] = nil
        },
        Change("errors in another order", shows: "Bitten", and: "Closed") { $0.errors.swapAt(0, 1) },
        Change("an error with another field", shows: "{until: Int64}", and: "{until: Duration}") {
            $0.definitions["Closed"]?.alternatives[0].fields[0].type = .int64
        },
    ]

    static let harmless: [Change] = [
        Change("nothing", shows: "", and: "") { _ in },
        Change("a minor version", shows: "", and: "") { $0.version = "1.9" },
        Change("a method more", shows: "", and: "") {
            $0.methods.append(.init(name: "feed(_:)", parameters: [.named("New")], result: .named("New")))
            $0.definitions["New"] = structure([("a", .bool)])
        },
        Change("an error more", shows: "", and: "") { $0.errors.append(.named("Place")) },
        Change("optional fields more at the end", shows: "", and: "") {
            $0.definitions["Animal"]?.alternatives[0].fields += [
                .init(name: "age", type: .optional(.int64)), .init(name: "mate", type: .optional(.named("Animal"))),
            ]
        },
        Change("an optional field more in an empty struct", shows: "", and: "") {
            $0.definitions["Bitten"]?.alternatives[0].fields.append(.init(name: "by", type: .optional(.string)))
        },
        Change("an optional field more in a nested struct", shows: "", and: "") {
            $0.definitions["Place"]?.alternatives[0].fields.append(.init(name: "y", type: .optional(.double)))
        },
    ]

    @Test(arguments: breaking)
    func `refuses what would be misread, and shows both sides`(_ change: Change) throws {
        var changed = Self.base
        change.apply(&changed)
        for (host, plugin, shownFirst, shownLast) in [
            (Self.base, changed, change.unchanged, change.changed),
            (changed, Self.base, change.changed, change.unchanged),
        ] {
            let message = try #require(host.disagreement(withPlugin: plugin))
            let halves = message.split(separator: "the plugin offers", maxSplits: 1).map(String.init)
            #expect(halves.count == 2)
            #expect(halves.first?.contains(shownFirst) == true, "\(message)")
            #expect(halves.last?.contains(shownLast) == true, "\(message)")
        }
    }

    @Test(arguments: harmless)
    func `accepts what both can read, in both directions`(_ change: Change) {
        var changed = Self.base
        change.apply(&changed)
        #expect(Self.base.disagreement(withPlugin: changed) == nil)
        #expect(changed.disagreement(withPlugin: Self.base) == nil)
    }

    @Test func `says which side is older`() {
        var newer = Self.base
        newer.version = "2.0"
        #expect(Self.base.disagreement(withPlugin: newer)?.contains("the host must be rebuilt") == true)
        #expect(newer.disagreement(withPlugin: Self.base)?.contains("the plugin must be rebuilt") == true)
    }

    @Test func `accepts real types of two ages`() {
        func signature<T: WireValue>(_ type: T.Type) -> InterfaceSignature {
            InterfaceDescriptor(
                "Ages", version: "1.0",
                methods: [MethodDescriptor("a(_:)", [ParameterDescriptor("_", T.self)], returns: [T?].self)]
            ).signature
        }
        let (old, new) = (signature(Evolving.First.self), signature(Evolving.Third.self))
        #expect(old.disagreement(withPlugin: new) == nil)
        #expect(new.disagreement(withPlugin: old) == nil)
        #expect(old.disagreement(withPlugin: signature(Shape.self)) != nil)
    }

    @Test func `tells apart types of one name from different places`() {
        enum One {
            struct Same: WireValue {
                static func describe(in schema: inout WireSchema) -> WireType {
                    schema.structure(Self.self, named: "Same") { $0.field("a", Int.self) }
                }
                var wireByteCount: Int { 4 }
                func encode(into writer: inout WireWriter) {}
                init(from reader: inout WireReader) throws(WireError) { throw .truncated }
            }
        }
        enum Two {
            struct Same: WireValue {
                static func describe(in schema: inout WireSchema) -> WireType {
                    schema.structure(Self.self, named: "Same") { $0.field("b", [One.Same].self) }
                }
                var wireByteCount: Int { 4 }
                func encode(into writer: inout WireWriter) {}
                init(from reader: inout WireReader) throws(WireError) { throw .truncated }
            }
        }
        let one = InterfaceDescriptor("S", version: "1.0", methods: [MethodDescriptor("a()", returns: One.Same.self)])
        let both = InterfaceDescriptor("S", version: "1.0", methods: [MethodDescriptor("a()", returns: Two.Same.self)])
        #expect(one.signature.disagreement(withPlugin: both.signature) != nil)
        #expect(both.signature.disagreement(withPlugin: both.signature) == nil)
        #expect(both.signature.definitions.count == 2)
    }
}
