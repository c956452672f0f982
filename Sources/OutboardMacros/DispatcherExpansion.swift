#if Macros
/// Generates the dispatcher: a struct that decodes incoming calls and runs them on an implementation of the interface.
struct DispatcherExpansion {
    private let interface: InterfaceDeclaration

    init(_ interface: InterfaceDeclaration) {
        self.interface = interface
    }

    /// The source of the dispatcher.
    var text: String {
        let access = interface.access
        let type = interface.typeName("Dispatcher")
        let generic = interface.identifiers.contains("Implementation") ? "_Implementation" : "Implementation"
        var lines = SourceLines()
        let documented = interface.protocolName.withoutBackticks
        lines.line("/// Serves `\(documented)` from an implementation: what a plugin holds.")
        for attribute in interface.attributes { lines.line(attribute) }
        let head = "\(access.ofType)struct \(type)<\(generic): \(interface.protocolName)>: InterfaceDispatcher {"
        lines.block(head) { lines in
            lines.block("\(access.ofMember)static var interface: InterfaceDescriptor {") { lines in
                lines.line("\(interface.typeName("Client")).interface")
            }
            lines.line("")
            lines.line("\(access.ofMember)let implementation: \(generic)")
            lines.line("")
            if let inlinable = access.inlinable { lines.line(inlinable) }
            lines.block("\(access.ofMember)init(_ implementation: \(generic)) {") { lines in
                lines.line("self.implementation = implementation")
            }
            lines.line("")
            // Nobody calls this by name, and inside a deprecated function the use of another draws no warning.
            if interface.requirements.contains(where: \.isDeprecated) { lines.line("@available(*, deprecated)") }
            // The plugin's module knows the implementation: there, and only if it sees the body, each case becomes a
            // direct call.
            if let inlinable = access.inlinable { lines.line(inlinable) }
            lines.block("\(access.ofMember)func dispatch(_ call: inout IncomingCall) {", writeDispatch)
        }
        return lines.text
    }

    private func writeDispatch(to lines: inout SourceLines) {
        guard !interface.requirements.isEmpty else { return lines.line("call.rejectUnknownMethod()") }
        lines.line("let implementation = self.implementation")
        lines.line("switch call.method {")
        for (index, method) in interface.requirements.enumerated() {
            lines.line("case \(index):")
            lines.indented { DispatchCase(method).write(to: &$0) }
        }
        lines.line("default:")
        lines.indented { $0.line("call.rejectUnknownMethod()") }
        lines.line("}")
    }
}
#endif
