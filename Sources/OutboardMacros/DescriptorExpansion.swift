#if Macros
/// Generates the description of an interface that host and plugin compare before the first call.
struct DescriptorExpansion {
    private let interface: InterfaceDeclaration

    init(_ interface: InterfaceDeclaration) {
        self.interface = interface
    }

    /// Writes the expression `InterfaceDescriptor(…)`.
    func write(to lines: inout SourceLines, before: String) {
        let methods = interface.requirements.map { SourceList.Item.list(Self.method($0), label: "MethodDescriptor") }
        var items: [SourceList.Item] = [
            .text(interface.interfaceName.asStringLiteral),
            .text("version: \(interface.arguments.version)"),
            .list(.array(methods, breaksAlways: true), label: "methods: "),
        ]
        if let errors = interface.arguments.errors { items.append(.text("errors: \(errors)")) }
        lines.list(SourceList(items: items, breaksAlways: true), before: "\(before)InterfaceDescriptor")
    }

    private static func method(_ method: InterfaceRequirement) -> SourceList {
        let parameters = method.parameters.map { parameter in
            let label = parameter.plainLabel.asStringLiteral
            return SourceList.Item.text("ParameterDescriptor(\(label), \(parameter.type).self)")
        }
        var items: [SourceList.Item] = [.text(method.fullName.asStringLiteral), .list(.array(parameters))]
        if let result = method.result { items.append(.text("returns: \(result).self")) }
        if method.isAsync { items.append(.text("isAsync: true")) }
        if method.isIdempotent { items.append(.text("isIdempotent: true")) }
        if method.isOneWay { items.append(.text("isOneWay: true")) }
        return SourceList(items: items)
    }
}
#endif
