internal import COutboard

/// What a callback has come to: what the host sends for the plugin's method to go on with.
struct CallbackOutcome: Hashable, Sendable {
    /// The call that was answered with the callback.
    var number: UInt32
    /// The ordinal of the error; nothing if it is a value.
    var error: UInt16?
    /// The encoded value or error.
    var payload: [UInt8]

    /// That of a call that has been given up: its method is to end.
    static func cancelled(_ number: UInt32) -> Self {
        Self(number: number, error: UInt16(OUTBOARD_ERROR_CANCELLED), payload: [])
    }

    /// An error of the runtime, whose payload is a text.
    static func failure(_ number: UInt32, _ ordinal: Int32, _ text: String) -> Self {
        Self(number: number, error: UInt16(truncatingIfNeeded: ordinal), payload: text.wireBytes)
    }

    /// The ordinal of the error that a result cannot be sent.
    static var badResult: Int32 { OUTBOARD_ERROR_BAD_RESULT }

    /// Whether an error's ordinal says that it is a callback.
    static func isCallback(_ ordinal: UInt16) -> Bool { ordinal == UInt16(OUTBOARD_ERROR_CALLBACK) }

    /// Whether an error's ordinal says that what was sent does not decode.
    static func isUndecodable(_ ordinal: UInt16) -> Bool { ordinal == UInt16(OUTBOARD_ERROR_BAD_ARGUMENTS) }

    /// Whether the call has been given up.
    var isCancelled: Bool { error == UInt16(OUTBOARD_ERROR_CANCELLED) }

    /// The encoding, as the arguments of the call that goes on.
    func arguments() throws -> EncodedArguments {
        try EncodedArguments(byteCount: wireByteCount) { encode(into: &$0) }
    }
}

extension CallbackOutcome: WireValue {
    static func describe(in schema: inout WireSchema) -> WireType { .named("CallbackOutcome") }
    var wireByteCount: Int { 8 &+ payload.count }
    func encode(into writer: inout WireWriter) {
        writer.append(number)
        writer.append(UInt16(error == nil ? 0 : 1))
        writer.append(error ?? 0)
        unsafe payload.withUnsafeBytes { unsafe writer.append(contentsOf: $0) }
    }
    init(from reader: inout WireReader) throws(WireError) {
        self.number = try reader.next()
        let isError: UInt16 = try reader.next()
        let ordinal: UInt16 = try reader.next()
        self.error = isError == 0 ? nil : ordinal
        self.payload = try unsafe reader.bytes(reader.remaining) {
            (bytes: UnsafeRawBufferPointer) throws(WireError) in unsafe Array(bytes)
        }
    }
}
