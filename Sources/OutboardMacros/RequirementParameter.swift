#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// One parameter of an interface's method.
struct RequirementParameter {
    /// The label as the interface writes it, backticks included; `"_"` when there is none.
    let label: String
    /// The variable that holds the value in generated code; unique among the method's parameters.
    let variable: String
    let type: String

    /// Reads a parameter, or says what is wrong with it.
    init?(
        _ syntax: FunctionParameterSyntax,
        index: Int,
        of method: String,
        names: inout LocalNames,
        diagnostics: inout [Diagnostic]
    ) {
        let written = (syntax.secondName ?? syntax.firstName).plainName
        variable = names.claim(written == "_" ? "argument\(index)" : written)
        label = syntax.firstName.text
        type = syntax.type.trimmedDescription
        let shown = written == "_" ? "\(index + 1)" : written
        let before = diagnostics.count
        if let specified = syntax.type.as(AttributedTypeSyntax.self) {
            if let specifier = specified.specifiers.first {
                let fix = MacroFixIt.replace(
                    specified, with: specified.with(\.specifiers, []), "remove '\(specifier.trimmedDescription)'"
                )
                let found = MacroDiagnostic.parameterSpecifier(shown, of: method, specifier.trimmedDescription)
                diagnostics.append(found.at(specifier, fixIt: fix))
            }
        }
        if let ellipsis = syntax.ellipsis {
            let array = ArrayTypeSyntax(element: syntax.type.trimmed)
            let fixed = syntax.with(\.type, TypeSyntax(array)).with(\.ellipsis, nil)
            let fix = MacroFixIt.replace(syntax, with: fixed, "write '\(array.trimmedDescription)'")
            diagnostics.append(MacroDiagnostic.variadic(shown, of: method, type: type).at(ellipsis, fixIt: fix))
        }
        if let reason = UnencodableType(in: syntax.type, allowingSelf: false) {
            let place = "parameter '\(shown)' of '\(method)'"
            diagnostics.append(MacroDiagnostic.noWireType(place, type, reason).at(syntax.type))
        }
        guard diagnostics.count == before else { return nil }
    }

    /// The label without backticks, as the descriptor holds it.
    var plainLabel: String { label.withoutBackticks }

    /// The parameter as a method of the client declares it.
    var declaration: String {
        plainLabel == variable.withoutBackticks ? "\(label): \(type)" : "\(label) \(variable): \(type)"
    }

    /// The argument with which the dispatcher calls the implementation.
    var argument: String { label == "_" ? variable : "\(plainLabel.asArgumentLabel): \(variable)" }
}
#endif
