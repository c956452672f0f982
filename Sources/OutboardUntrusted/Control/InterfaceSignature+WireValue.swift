extension InterfaceVersion: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("InterfaceVersion") }
    /// Always 16.
    public var wireByteCount: Int { 16 }
    /// Appends major and minor.
    public func encode(into writer: inout WireWriter) {
        major.encode(into: &writer)
        minor.encode(into: &writer)
    }
    /// Reads a version.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(try reader.next(), try reader.next())
    }
}

extension InterfaceSignature.Method: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("InterfaceSignature.Method") }
    /// The bytes of name, parameters and result.
    public var wireByteCount: Int { name.wireByteCount &+ parameters.wireByteCount &+ result.wireByteCount }
    /// Appends name, parameters and result.
    public func encode(into writer: inout WireWriter) {
        name.encode(into: &writer)
        parameters.encode(into: &writer)
        result.encode(into: &writer)
    }
    /// Reads a method.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(name: try reader.next(), parameters: try reader.next(), result: try reader.next())
    }
}

extension InterfaceSignature: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .named("InterfaceSignature") }
    /// The bytes of all fields.
    public var wireByteCount: Int {
        name.wireByteCount &+ version.wireByteCount &+ methods.wireByteCount &+ errors.wireByteCount
            &+ definitions.wireByteCount
    }
    /// Appends all fields.
    public func encode(into writer: inout WireWriter) {
        name.encode(into: &writer)
        version.encode(into: &writer)
        methods.encode(into: &writer)
        errors.encode(into: &writer)
        definitions.encode(into: &writer)
    }
    /// Reads a signature.
    public init(from reader: inout WireReader) throws(WireError) {
        self.init(
            name: try reader.next(), version: try reader.next(), methods: try reader.next(), errors: try reader.next(),
            definitions: [:])
        var left = try reader.count(minimumByteCount: 2)
        while left > 0 {
            left &-= 1
            let name = try WireType.name(from: &reader)
            let definition = try reader.next(WireDefinition.self)
            guard definitions.updateValue(definition, forKey: name) == nil else { throw WireError(code: .duplicateKey) }
        }
    }
}
