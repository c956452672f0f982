#if Macros
/// Generates, inside the client, a function for each method that makes a call of it as a value.
struct CallExpansion {
    private let interface: InterfaceDeclaration

    init(_ interface: InterfaceDeclaration) {
        self.interface = interface
    }

    /// Writes the namespace of these functions, unless there is no method.
    func write(to lines: inout SourceLines) {
        guard !interface.requirements.isEmpty else { return }
        let access = interface.access.ofMember
        // The client's methods must still see a type of that name.
        let name = interface.identifiers.contains("Call") ? "_Call" : "Call"
        lines.line("")
        lines.line("/// The methods as values, for batches and groups.")
        lines.block("\(access)enum \(name) {") { lines in
            for (index, method) in interface.requirements.enumerated() {
                if index > 0 { lines.line("") }
                for attribute in method.attributes where attribute.hasPrefix("@available") { lines.line(attribute) }
                let client = interface.typeName("Client")
                let kind = method.isOneWay ? "OneWayCall" : "MethodCall"
                let type = "\(kind)<\(client)\(method.isOneWay ? "" : ", \(method.result ?? "Void")")>"
                lines.list(
                    .arguments(method.parameters.map(\.declaration)),
                    before: "\(access)static func \(method.name)",
                    after: " -> \(type) {"
                )
                lines.indented { lines in
                    lines.list(.arguments(["\(index)"] + method.variables), before: kind)
                }
                lines.line("}")
            }
        }
    }
}
#endif
