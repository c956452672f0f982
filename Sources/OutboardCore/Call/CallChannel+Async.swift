internal import OutboardSystem

extension CallChannel {
    /// Sends a call and suspends the task until its answer is there, its deadline passes or the task is cancelled.
    @usableFromInline
    func callAsync(
        _ method: UInt16, _ arguments: EncodedArguments, options: CallOptions, of interface: InterfaceDescriptor
    ) async throws -> AsyncAnswer {
        let id = tasks.expect()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let pending = TaskLane.Pending(
                    id: id, method: method, arguments: arguments, options: options,
                    deadline: options.deadlineFromNow, began: MonotonicClock.now(), interface: interface,
                    continuation: continuation)
                tasks.submit(pending, on: self)
            }
        } onCancel: {
            tasks.cancel(id)
        }
    }

    /// Reads the result or the error out of an answer. An answer that does not decode ends the plugin.
    @inlinable
    func decode<R>(
        _ answer: Answer, _ interface: InterfaceDescriptor, method: UInt16,
        _ decode: (inout WireReader) throws(WireError) -> R
    ) throws -> R {
        var reader = unsafe WireReader(start: answer.payload, byteCount: answer.byteCount)
        do throws(WireError) {
            if !answer.isError { return try decode(&reader) }
        } catch {
            throw malformed(error, method: method, of: interface)
        }
        throw self.error(in: answer, method: method, of: interface)
    }

    /// The error that an answer carries.
    @usableFromInline
    func error(in answer: Answer, method: UInt16, of interface: InterfaceDescriptor) -> any Error {
        var reader = unsafe WireReader(start: answer.payload, byteCount: answer.byteCount)
        do throws(WireError) {
            return try interface.error(answer.ordinal, method, &reader)
        } catch {
            return malformed(error, method: method, of: interface)
        }
    }

    /// Ends a plugin whose answer does not decode.
    @usableFromInline
    func malformed(_ error: WireError, method: UInt16, of interface: InterfaceDescriptor) -> OutboardError {
        let name = interface.methodName(method)
        return violate(ProtocolViolation("its answer does not decode: \(error)"), method: name, age: 0)
    }
}
