#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// What can be wrong with a method apart from its types.
struct RequirementCheck {
    private let function: FunctionDeclSyntax
    private let fullName: String

    init(_ function: FunctionDeclSyntax, _ fullName: String) {
        self.function = function
        self.fullName = fullName
    }

    /// Adds what is wrong, each with its fix.
    func run(_ diagnostics: inout [Diagnostic]) {
        modifiers(&diagnostics)
        effects(&diagnostics)
        if let generic = function.genericParameterClause {
            diagnostics.append(MacroDiagnostic.generic(fullName).at(generic))
        } else if let clause = function.genericWhereClause {
            diagnostics.append(MacroDiagnostic.generic(fullName).at(clause))
        }
        if let actor = function.attributes.globalActor {
            diagnostics.append(MacroDiagnostic.globalActor(fullName, actor.name).at(actor.attribute))
        }
        if function.attributes.mark(.oneWay) != nil { oneWay(&diagnostics) }
        if fullName == "caller()" {
            diagnostics.append(MacroDiagnostic.reserved(fullName).at(function.name))
        }
    }

    private func modifiers(_ diagnostics: inout [Diagnostic]) {
        for modifier in function.modifiers {
            let word = modifier.name.text
            let found: MacroDiagnostic
            switch word {
            case "static", "class": found = .staticMethod(fullName)
            case "mutating", "consuming", "__consuming": found = .modifier(fullName, word)
            default: continue
            }
            let fixed = function.with(\.modifiers, function.modifiers.filter { $0.id != modifier.id })
                .with(\.leadingTrivia, function.leadingTrivia)
            diagnostics.append(
                found.at(modifier, fixIt: MacroFixIt.replace(function, with: fixed, "remove '\(word)'"))
            )
        }
    }

    private func oneWay(_ diagnostics: inout [Diagnostic]) {
        if let mark = function.attributes.mark(.idempotent) {
            diagnostics.append(MacroDiagnostic.oneWayIdempotent(fullName).at(mark))
        }
        guard let clause = function.signature.returnClause, !InterfaceRequirement.isVoid(clause.type) else { return }
        var fixed = function.signature
        fixed.returnClause = nil
        fixed = fixed.trimmed.with(\.trailingTrivia, function.signature.trailingTrivia)
        let type = clause.type.trimmedDescription
        let fix = MacroFixIt.replace(function.signature, with: fixed, "remove '-> \(type)'")
        diagnostics.append(MacroDiagnostic.oneWayResult(fullName, type).at(clause, fixIt: fix))
    }

    private func effects(_ diagnostics: inout [Diagnostic]) {
        let signature = function.signature
        guard let clause = signature.effectSpecifiers?.throwsClause else {
            let fix = MacroFixIt.replace(signature, with: signature.throwingPlainly, "add 'throws'")
            return diagnostics.append(MacroDiagnostic.notThrowing(fullName).at(function.name, fixIt: fix))
        }
        let isRethrows = clause.throwsSpecifier.tokenKind == .keyword(.rethrows)
        guard clause.type != nil || isRethrows else { return }
        let fix = MacroFixIt.replace(signature, with: signature.throwingPlainly, "write 'throws'")
        let isOneWay = function.attributes.mark(.oneWay) != nil
        let typed = clause.type.map {
            isOneWay
                ? MacroDiagnostic.oneWayThrows(fullName, $0.trimmedDescription)
                : .typedThrows(fullName, $0.trimmedDescription)
        }
        diagnostics.append((typed ?? .notThrowing(fullName)).at(clause, fixIt: fix))
    }
}
#endif
