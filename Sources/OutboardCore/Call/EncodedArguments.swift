/// The arguments of an asynchronous call, encoded into memory of their own until the ring has room for them.
struct EncodedArguments: Sendable {
    private let bytes: [UInt8]

    /// Checks the size of an argument list.
    ///
    /// - Throws: `OutboardError` if it is more than `maximum`.
    static func check(_ byteCount: Int, maximum: Int) throws {
        guard byteCount >= 0, byteCount <= maximum else {
            throw OutboardError(
                code: .payloadTooLarge,
                message: "the arguments take \(byteCount) bytes, and the options allow \(maximum)")
        }
    }

    /// Encodes arguments, whose size has been checked.
    ///
    /// - Throws: `OutboardError` if they do not have the announced size.
    init(byteCount: Int, _ encode: (inout WireWriter) -> Void) throws {
        var isExact = false
        // One byte more than needed: an array made for no bytes would have no memory of its own to write to.
        self.bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount &+ 1) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            var writer = unsafe WireWriter(start: UnsafeMutableRawPointer(start), byteCount: byteCount)
            encode(&writer)
            isExact = writer.isExact
            count = isExact ? byteCount : 0
        }
        guard isExact else {
            throw OutboardError(
                code: .invalidPayload, message: "an argument encodes to another size than it announces")
        }
    }

    /// Encodes the arguments of a call.
    init<Client, Value>(_ call: MethodCall<Client, Value>) throws {
        try self.init(byteCount: call.byteCount, call.encode)
    }

    /// The encoding.
    var content: [UInt8] { bytes }

    /// Size of the encoding.
    var byteCount: Int { bytes.count }

    /// Copies the encoding to where the plugin reads it.
    func copy(to target: UnsafeMutableRawPointer) {
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress, unsafe !source.isEmpty else { return }
            unsafe target.copyMemory(from: start, byteCount: source.count)
        }
    }
}
