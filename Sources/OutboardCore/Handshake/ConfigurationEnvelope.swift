/// A configuration on its way to a plugin, with its layout, so that a plugin that expects another one can say so.
package struct ConfigurationEnvelope: Sendable {
    /// The layout.
    package var type: WireType
    /// The named types that the layout mentions.
    package var definitions: [String: WireDefinition]
    /// The encoding of the value.
    package var bytes: [UInt8]

    /// Wraps a configuration.
    package init(_ value: some WireValue) {
        var schema = WireSchema()
        self.type = Swift.type(of: value).describe(in: &schema)
        self.definitions = schema.definitions
        self.bytes = value.wireBytes
    }

    /// Unwraps the configuration.
    ///
    /// - Throws: `HandshakeError` that shows both layouts if they differ.
    package func open<T: WireValue>(as expected: T.Type) throws(HandshakeError) -> T {
        var schema = WireSchema()
        let expectedType = T.describe(in: &schema)
        let given = signature(type, definitions)
        let wanted = signature(expectedType, schema.definitions)
        if given.disagreement(withPlugin: wanted) != nil {
            throw HandshakeError(
                "the configuration differs: the host gives `\(given.describeConfiguration)`, "
                    + "the plugin expects `\(wanted.describeConfiguration)`")
        }
        do throws(WireError) {
            return try T(wireBytes: bytes)
        } catch {
            throw HandshakeError("the configuration does not decode: \(error)")
        }
    }

    private func signature(_ type: WireType, _ definitions: [String: WireDefinition]) -> InterfaceSignature {
        let method = InterfaceSignature.Method(name: "init(configuration:)", parameters: [type], result: .void)
        return InterfaceSignature(
            name: "Configuration", version: "1.0", methods: [method], errors: [], definitions: definitions)
    }
}

extension InterfaceSignature {
    fileprivate var describeConfiguration: String {
        guard let method = methods.first, let type = method.parameters.first else { return "nothing" }
        if case .named(let name) = type, let definition = definitions[name] { return "\(name) \(definition)" }
        return type.description
    }
}

extension ConfigurationEnvelope: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("ConfigurationEnvelope") }
    /// The bytes of all fields.
    package var wireByteCount: Int { type.wireByteCount &+ definitions.wireByteCount &+ bytes.wireByteCount }
    /// Appends all fields.
    package func encode(into writer: inout WireWriter) {
        type.encode(into: &writer)
        definitions.encode(into: &writer)
        bytes.encode(into: &writer)
    }
    /// Reads an envelope.
    package init(from reader: inout WireReader) throws(WireError) {
        self.type = try reader.next()
        self.definitions = try reader.next()
        self.bytes = try reader.next()
    }
}
