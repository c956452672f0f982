internal import COutboard

extension InterfaceDescriptor {
    /// Decodes the error with an ordinal.
    ///
    /// - Parameters:
    ///   - ordinal: That of the error.
    ///   - method: What was called.
    ///   - reader: The payload.
    ///   - side: Who ran the method, for messages: "the plugin".
    /// - Returns: The error.
    /// - Throws: `WireError` if it does not decode.
    func error(
        _ ordinal: UInt16, _ method: UInt16, _ reader: inout WireReader, of side: String = "the plugin"
    ) throws(WireError) -> any Error {
        if Int(ordinal) < errors.count { return try errors[Int(ordinal)].init(from: &reader) }
        let name = methodName(method)
        switch Int32(ordinal) {
        case OUTBOARD_ERROR_UNDECLARED:
            return RemoteError(
                typeName: ForeignText.plain(try reader.next(), limit: ForeignText.nameLength),
                message: ForeignText.plain(try reader.next()))
        case OUTBOARD_ERROR_UNKNOWN_METHOD:
            return OutboardError(code: .unknownMethod, message: "\(name): \(ForeignText.plain(try reader.next()))")
        case OUTBOARD_ERROR_BAD_ARGUMENTS:
            // The plugin cannot tell its own decoding from a method that threw the error of a decoder.
            let text = ForeignText.plain(try reader.next())
            return OutboardError(
                code: .invalidPayload, message: "\(side) cannot decode the arguments of \(name): \(text)",
                mayHaveExecuted: true)
        case OUTBOARD_ERROR_BAD_RESULT:
            let text = ForeignText.plain(try reader.next())
            return OutboardError(
                code: .invalidPayload, message: "\(side) cannot return the result of \(name): \(text)",
                mayHaveExecuted: true)
        case OUTBOARD_ERROR_NOT_SERVED:
            return OutboardError(code: .notServed, message: "\(name): \(ForeignText.plain(try reader.next()))")
        case OUTBOARD_ERROR_MISMATCH:
            return OutboardError(code: .interfaceMismatch, message: "\(name): \(ForeignText.plain(try reader.next()))")
        default:
            return RemoteError(
                typeName: "error \(ordinal)",
                message: "the plugin threw an error that this host's \(name) does not know; rebuild the host")
        }
    }
}
