#if Macros
/// Generates what the dispatcher does for one method: decode the arguments, call the implementation.
struct DispatchCase {
    private let method: InterfaceRequirement
    private let implementation: String
    private let reader: String

    init(_ method: InterfaceRequirement) {
        self.method = method
        var names = method.names
        implementation = names.claim("implementation")
        reader = names.claim("reader")
    }

    /// Writes the statements.
    ///
    /// The closure runs while `call` is being mutated. It takes only locals, so it neither allocates nor overlaps.
    func write(to lines: inout SourceLines) {
        // A parameter called `implementation` would hide the one whose method is called.
        if implementation != "implementation" { lines.line("let \(implementation) = implementation") }
        let parameter = method.parameters.isEmpty ? "_" : reader
        let void = method.isOneWay ? "runOneWay" : "replyVoid"
        let opening: String =
            switch (method.isAsync, method.result) {
            case (false, nil): "call.\(void) { (\(parameter): inout WireReader) throws in"
            case (false, let result?): "call.reply { (\(parameter): inout WireReader) throws -> \(result) in"
            case (true, nil): "call.\(void)Async { (\(parameter): inout WireReader) throws(WireError) in"
            case (true, _): "call.replyAsync { (\(parameter): inout WireReader) throws(WireError) in"
            }
        lines.block(opening) { lines in
            for parameter in method.parameters {
                lines.line("let \(parameter.variable) = try \(reader).next(\(parameter.type).self)")
            }
            let arguments = SourceList.arguments(method.parameters.map(\.argument))
            guard method.isAsync else {
                let returns = method.result == nil || method.parameters.isEmpty ? "" : "return "
                lines.list(arguments, before: "\(returns)try \(implementation).\(method.name)")
                return
            }
            // The result's type is what the closure's own cannot say: its isolation is the callee's business.
            let result = method.result.map { " () async throws -> \($0) in" } ?? ""
            let call = "try await \(implementation).\(method.name)"
            if lines.fits("return {\(result) \(call)\(arguments.text) }") {
                lines.line("return {\(result) \(call)\(arguments.text) }")
            } else {
                lines.block("return {\(result)") { $0.list(arguments, before: call) }
            }
        }
    }
}
#endif
