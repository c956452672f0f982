/// How a client in a plugin's method reaches an interface of the host: through the call that the method runs for.
@usableFromInline
struct HostCalls: Sendable {
    let call: TaskCall
    /// The place of the interface among those that the plugin wants.
    let interface: UInt16

    /// Has the host run a method, and suspends the task until that has ended.
    ///
    /// - Returns: What it returned or threw.
    /// - Throws: `OutboardError`; `CancellationError` if the call has been given up.
    func run(_ method: UInt16, byteCount: Int, encode: (inout WireWriter) -> Void) async throws -> AsyncAnswer {
        let arguments = try EncodedArguments(byteCount: byteCount, encode)
        return try await call.ask(
            CallbackRequest(interface: interface, method: method, arguments: arguments.content))
    }
}
