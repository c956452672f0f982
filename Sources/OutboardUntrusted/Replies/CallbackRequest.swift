/// What a plugin's method asks its host for: the payload of a callback.
package struct CallbackRequest: Hashable, Sendable {
    /// Which of the interfaces that the plugin's welcome wants of its hosts.
    package var interface: UInt16
    /// The ordinal of the method in that interface.
    package var method: UInt16
    /// The encoded arguments.
    package var arguments: [UInt8]

    /// Creates a request.
    package init(interface: UInt16, method: UInt16, arguments: [UInt8]) {
        self.interface = interface
        self.method = method
        self.arguments = arguments
    }

    /// Reads a request, and checks that it names an interface.
    ///
    /// The method may be any: a plugin may know more of them than its host. What the arguments are is seen when they are
    /// decoded for it.
    ///
    /// - Parameters:
    ///   - reader: The payload, in private memory.
    ///   - interfaceCount: How many interfaces the plugin wants.
    /// - Throws: `WireError` if it is too short, or names none of them.
    package init(from reader: inout WireReader, interfaceCount: Int) throws(WireError) {
        try self.init(from: &reader)
        guard Int(interface) < interfaceCount else {
            throw WireError.invalidValue("interface \(interface) of \(interfaceCount)")
        }
    }
}

extension CallbackRequest: WireValue {
    /// The layout.
    package static func describe(in schema: inout WireSchema) -> WireType { .named("CallbackRequest") }
    /// The bytes of all fields.
    package var wireByteCount: Int { 4 &+ arguments.count }
    /// Appends all fields; the arguments without a count.
    package func encode(into writer: inout WireWriter) {
        writer.append(interface)
        writer.append(method)
        unsafe arguments.withUnsafeBytes { unsafe writer.append(contentsOf: $0) }
    }
    /// Reads all fields.
    package init(from reader: inout WireReader) throws(WireError) {
        self.interface = try reader.next()
        self.method = try reader.next()
        self.arguments = try unsafe reader.bytes(reader.remaining) {
            (bytes: UnsafeRawBufferPointer) throws(WireError) in unsafe Array(bytes)
        }
    }
}
