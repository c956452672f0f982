#if Macros
/// Generates the client: a struct that conforms to the interface's protocol by calling a plugin.
struct ClientExpansion {
    private let interface: InterfaceDeclaration

    init(_ interface: InterfaceDeclaration) {
        self.interface = interface
    }

    /// The source of the client.
    var text: String {
        let type = interface.typeName("Client")
        let access = interface.access
        var lines = SourceLines()
        lines.line("/// Calls `\(interface.protocolName.withoutBackticks)` in a plugin: what a host holds.")
        for attribute in interface.attributes { lines.line(attribute) }
        lines.block("\(access.ofType)struct \(type): \(interface.protocolName), InterfaceClient {") { lines in
            DescriptorExpansion(interface).write(to: &lines, before: "\(access.ofMember)static let interface = ")
            lines.line("")
            lines.line("\(access.ofMember)var caller: Caller")
            lines.line("")
            lines.block("\(access.ofMember)init(caller: Caller) {") { $0.line("self.caller = caller") }
            for (index, method) in interface.requirements.enumerated() {
                lines.line("")
                write(method, index, to: &lines)
            }
            CallExpansion(interface).write(to: &lines)
        }
        return lines.text
    }

    private func write(_ method: InterfaceRequirement, _ index: Int, to lines: inout SourceLines) {
        for attribute in method.attributes { lines.line(attribute) }
        let result = method.result.map { " -> \($0)" } ?? ""
        lines.list(
            .arguments(method.parameters.map(\.declaration)),
            before: "\(interface.access.ofMember)func \(method.name)",
            after: "\(method.isAsync ? " async" : "") throws\(result) {"
        )
        lines.indented { lines in
            var names = method.names
            let writer = names.claim("writer")
            let variables = method.variables
            let verb = method.isOneWay ? "send" : "call"
            let returnsBytes = !method.isAsync && ["[UInt8]", "Array<UInt8>"].contains(method.result)
            let call =
                method.isAsync
                ? "try await self.caller.\(verb)Async" : "try self.caller.\(verb)\(returnsBytes ? "ForBytes" : "")"
            ByteCountSum(of: variables).write(to: &lines, variable: names.claim("byteCount")) { sum, isAlone in
                let returns = isAlone || method.result == nil ? "" : "return "
                return "\(returns)\(call)(\(index), byteCount: \(sum)) { \(variables.isEmpty ? "_" : writer) in"
            }
            lines.indented { lines in
                for variable in variables { lines.line("\(variable).encode(into: &\(writer))") }
            }
            if method.isOneWay || returnsBytes { return lines.line("}") }
            let reader = names.claim("reader")
            if let result = method.result {
                lines.line("} decode: { (\(reader): inout WireReader) throws(WireError) -> \(result) in")
                lines.indented { $0.line("try \(reader).next(\(result).self)") }
            } else {
                lines.line("} decode: { _ in")
            }
            lines.line("}")
        }
        lines.line("}")
    }
}
#endif
