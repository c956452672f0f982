/// What a named type consists of.
public struct WireDefinition: Hashable, Sendable, CustomStringConvertible {
    /// A field of a struct, or an associated value of an enum's case.
    public struct Field: Hashable, Sendable {
        /// The name; `_0`, `_1` and so on for an associated value without a label.
        public var name: String
        /// The layout.
        public var type: WireType

        /// Creates a field.
        public init(name: String, type: WireType) {
            self.name = name
            self.type = type
        }
    }

    /// A case of an enum; the one alternative of a struct, whose name is empty.
    public struct Alternative: Hashable, Sendable {
        /// The name of the case.
        public var name: String
        /// The associated values.
        public var fields: [Field]

        /// Creates an alternative.
        public init(name: String, fields: [Field]) {
            self.name = name
            self.fields = fields
        }
    }

    /// Whether it is an enum.
    public var isEnumeration: Bool
    /// The cases of an enum; one alternative without a name for a struct.
    public var alternatives: [Alternative]

    /// Creates a definition.
    public init(isEnumeration: Bool, alternatives: [Alternative]) {
        self.isEnumeration = isEnumeration
        self.alternatives = alternatives
    }

    /// The contents on one line: `{id: Int64, name: String}` or `{none | circle(radius: Double)}`.
    public var description: String {
        func list(_ fields: [Field]) -> String {
            fields.map { "\($0.name): \($0.type)" }.joined(separator: ", ")
        }
        guard isEnumeration else { return "{\(list(alternatives.first?.fields ?? []))}" }
        let cases = alternatives.map { $0.fields.isEmpty ? $0.name : "\($0.name)(\(list($0.fields)))" }
        return "{\(cases.joined(separator: " | "))}"
    }
}

extension WireDefinition.Field: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("WireDefinition.Field") }
    /// The bytes of the name and the type.
    public var wireByteCount: Int { name.wireByteCount &+ type.wireByteCount }
    /// Appends the name and the type.
    public func encode(into writer: inout WireWriter) {
        name.encode(into: &writer)
        type.encode(into: &writer)
    }
    /// Reads a field.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(name: try reader.next(), type: try reader.next())
    }
}

extension WireDefinition.Alternative: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("WireDefinition.Alternative") }
    /// The bytes of the name and the fields.
    public var wireByteCount: Int { name.wireByteCount &+ fields.wireByteCount }
    /// Appends the name and the fields.
    public func encode(into writer: inout WireWriter) {
        name.encode(into: &writer)
        fields.encode(into: &writer)
    }
    /// Reads an alternative.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(name: try reader.next(), fields: try reader.next())
    }
}

extension WireDefinition: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("WireDefinition") }
    /// The bytes of the kind and the alternatives.
    public var wireByteCount: Int { alternatives.wireByteCount &+ 1 }
    /// Appends the kind and the alternatives.
    public func encode(into writer: inout WireWriter) {
        isEnumeration.encode(into: &writer)
        alternatives.encode(into: &writer)
    }
    /// Reads a definition.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(isEnumeration: try reader.next(), alternatives: try reader.next())
    }
}
