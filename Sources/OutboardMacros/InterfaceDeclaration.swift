#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// A protocol with `@PluginInterface`, as far as the generated code needs to know it.
struct InterfaceDeclaration {
    /// The protocol's name as it is written, backticks included.
    let protocolName: String
    let arguments: InterfaceArguments
    let access: AccessLevel
    /// The attributes that the generated types repeat.
    let attributes: [String]
    let requirements: [InterfaceRequirement]
    /// The identifiers in the protocol, which a generic parameter must not hide.
    let identifiers: Set<String>

    /// Reads a protocol, or says all that is wrong with it.
    init?(
        _ declaration: ProtocolDeclSyntax,
        attribute: AttributeSyntax,
        lexicalContext: [Syntax],
        diagnostics: inout [Diagnostic]
    ) {
        let before = diagnostics.count
        protocolName = declaration.name.text
        arguments = InterfaceArguments(attribute, diagnostics: &diagnostics)
        access = AccessLevel(modifiers: declaration.modifiers, lexicalContext: lexicalContext)
        attributes = declaration.attributes.named("available")
        InheritanceCheck(declaration).run(&diagnostics)

        var requirements: [InterfaceRequirement] = []
        var names: Set<String> = []
        for member in declaration.memberBlock.members {
            guard let function = member.decl.as(FunctionDeclSyntax.self) else {
                if let found = MacroDiagnostic.otherRequirement(member.decl) {
                    diagnostics.append(found.at(member.decl))
                }
                continue
            }
            let fullName = InterfaceRequirement.fullName(of: function)
            if !names.insert(fullName).inserted {
                diagnostics.append(MacroDiagnostic.overload(fullName).at(function.name))
            }
            if let requirement = InterfaceRequirement(function, diagnostics: &diagnostics) {
                requirements.append(requirement)
            }
        }
        self.requirements = requirements
        identifiers = Set(
            declaration.tokens(viewMode: .sourceAccurate).lazy
                .filter { if case .identifier = $0.tokenKind { true } else { false } }
                .map(\.plainName)
        )
        guard diagnostics.count == before else { return nil }
    }

    /// The name of a generated type.
    func typeName(_ suffix: String) -> String { (protocolName.withoutBackticks + suffix).asVariable }

    /// The interface's name for host and plugin.
    var interfaceName: String { arguments.name ?? protocolName.withoutBackticks }
}
#endif
