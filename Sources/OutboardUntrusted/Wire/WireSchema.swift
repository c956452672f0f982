/// Collects the definitions of the named types that values consist of.
///
/// A type that contains itself through an array is defined once: the second visit gets its name.
public struct WireSchema: Sendable {
    /// The definitions by name.
    public private(set) var definitions: [String: WireDefinition] = [:]
    private var names: [ObjectIdentifier: String] = [:]

    /// Creates an empty schema.
    public init() {}

    /// Adds a struct and returns its type.
    ///
    /// - Parameters:
    ///   - type: The Swift type, which tells apart types that have the same name.
    ///   - name: The name without its module.
    ///   - fields: Adds the fields in order.
    /// - Returns: The type, by its name in the schema.
    public mutating func structure(
        _ type: Any.Type, named name: String, _ fields: (inout Fields) -> Void
    ) -> WireType {
        define(type, named: name) { schema in
            var list = Fields(schema: schema)
            fields(&list)
            schema = list.schema
            return WireDefinition(
                isEnumeration: false, alternatives: [WireDefinition.Alternative(name: "", fields: list.fields)])
        }
    }

    /// Adds an enum and returns its type.
    public mutating func enumeration(
        _ type: Any.Type, named name: String, _ cases: (inout Cases) -> Void
    ) -> WireType {
        define(type, named: name) { schema in
            var list = Cases(schema: schema)
            cases(&list)
            schema = list.schema
            return WireDefinition(isEnumeration: true, alternatives: list.alternatives)
        }
    }

    private mutating func define(
        _ type: Any.Type, named name: String, _ body: (inout WireSchema) -> WireDefinition
    ) -> WireType {
        let key = ObjectIdentifier(type)
        if let known = names[key] { return .named(known) }
        // Two types of one name from different scopes: the second is told apart by a number, in the order of visits,
        // which is the same on both sides.
        var unique = name
        var number = 2
        while definitions[unique] != nil {
            unique = "\(name)#\(number)"
            number &+= 1
        }
        names[key] = unique
        definitions[unique] = WireDefinition(isEnumeration: false, alternatives: [])
        definitions[unique] = body(&self)
        return .named(unique)
    }

    /// The fields of a struct or of an enum's case, in order.
    public struct Fields {
        var schema: WireSchema
        var fields: [WireDefinition.Field] = []

        /// Adds a field.
        public mutating func field<T: WireValue>(_ name: String, _ type: T.Type) {
            fields.append(WireDefinition.Field(name: name, type: T.describe(in: &schema)))
        }
    }

    /// The cases of an enum, in order.
    public struct Cases {
        var schema: WireSchema
        var alternatives: [WireDefinition.Alternative] = []

        /// Adds a case with its associated values.
        public mutating func add(_ name: String, _ values: (inout Fields) -> Void = { _ in }) {
            var list = Fields(schema: schema)
            values(&list)
            schema = list.schema
            alternatives.append(WireDefinition.Alternative(name: name, fields: list.fields))
        }
    }
}
