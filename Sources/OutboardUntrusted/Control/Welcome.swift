internal import COutboard

/// A plugin's answer when it is ready: who it is and what it serves.
package struct Welcome: Hashable, Sendable {
    /// The version of the memory contract it was built for.
    package var abiVersion: UInt32
    /// The name it gives itself.
    package var name: String
    /// What it serves.
    package var interfaces: [InterfaceSignature]
    /// What else it can do.
    package var capabilities: Capabilities
    /// What it wants to call in its hosts; a callback names an interface by its place here.
    package var hostInterfaces: [InterfaceSignature]

    /// What a plugin can do besides serving calls.
    package struct Capabilities: OptionSet, Hashable, Sendable {
        /// The bits on the wire.
        package let rawValue: UInt32

        /// Creates a set of the bits on the wire.
        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// It makes further instances of itself.
        package static let instances = Capabilities(rawValue: UInt32(OUTBOARD_CAPABILITY_INSTANCES))
        /// It can be handed over to another host.
        package static let handover = Capabilities(rawValue: UInt32(OUTBOARD_CAPABILITY_HANDOVER))
        /// It can be lent buffers.
        package static let buffers = Capabilities(rawValue: UInt32(OUTBOARD_CAPABILITY_BUFFERS))
    }

    /// The version that this library was built for.
    package static var ownABIVersion: UInt32 { UInt32(OUTBOARD_ABI_VERSION) }

    /// Creates a welcome.
    package init(
        name: String, interfaces: [InterfaceSignature], capabilities: Capabilities = [],
        hostInterfaces: [InterfaceSignature] = []
    ) {
        self.abiVersion = UInt32(OUTBOARD_ABI_VERSION)
        self.name = name
        self.interfaces = interfaces
        self.capabilities = capabilities
        self.hostInterfaces = hostInterfaces
    }
}

extension Welcome: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("Welcome") }
    /// The bytes of all fields.
    package var wireByteCount: Int {
        8 &+ name.wireByteCount &+ interfaces.wireByteCount
            &+ (hostInterfaces.isEmpty ? 0 : hostInterfaces.wireByteCount)
    }
    /// Appends all fields.
    package func encode(into writer: inout WireWriter) {
        abiVersion.encode(into: &writer)
        name.encode(into: &writer)
        interfaces.encode(into: &writer)
        capabilities.rawValue.encode(into: &writer)
        if !hostInterfaces.isEmpty { hostInterfaces.encode(into: &writer) }
    }
    /// Reads the payload of a welcome message.
    ///
    /// That of another version is read no further than its version.
    package static func read(_ payload: [UInt8]) throws(WireError) -> Welcome {
        let version = try UInt32(wireBytes: Array(payload.prefix(4)))
        guard version == ownABIVersion else {
            var welcome = Welcome(name: "", interfaces: [])
            welcome.abiVersion = version
            return welcome
        }
        return try Welcome(wireBytes: payload)
    }

    /// Reads all fields.
    package init(from reader: inout WireReader) throws(WireError) {
        self.abiVersion = try reader.next()
        self.name = try reader.next()
        self.interfaces = try reader.next()
        // Those that know nothing of them end here; what later ones add behind them is passed over.
        self.capabilities = reader.remaining > 0 ? Capabilities(rawValue: try reader.next()) : []
        self.hostInterfaces = reader.remaining > 0 ? try reader.next() : []
        try unsafe reader.bytes(reader.remaining) { (_: UnsafeRawBufferPointer) throws(WireError) in }
    }
}
