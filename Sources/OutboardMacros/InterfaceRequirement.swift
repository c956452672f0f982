#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// One method of an interface, as far as the generated code needs to know it.
struct InterfaceRequirement {
    /// The method's name as the interface writes it, backticks included.
    let name: String
    let parameters: [RequirementParameter]
    /// The type of what the method returns; `nil` when it returns nothing.
    let result: String?
    let isAsync: Bool
    /// Whether the method is marked as one-way.
    let isOneWay: Bool
    /// Whether the method is marked as idempotent.
    let isIdempotent: Bool
    /// The attributes that the client's method repeats.
    let attributes: [String]
    /// Whether a use of the method draws a warning, which the dispatcher must not pass on.
    let isDeprecated: Bool
    /// The names that the parameters leave to the generated code.
    let names: LocalNames

    /// Reads a method, or says all that is wrong with it.
    init?(_ function: FunctionDeclSyntax, diagnostics: inout [Diagnostic]) {
        let before = diagnostics.count
        let fullName = Self.fullName(of: function)
        RequirementCheck(function, fullName).run(&diagnostics)

        var names = LocalNames()
        name = function.name.text
        parameters = function.signature.parameterClause.parameters.enumerated().compactMap { index, parameter in
            RequirementParameter(parameter, index: index, of: fullName, names: &names, diagnostics: &diagnostics)
        }
        self.names = names
        let type = function.signature.returnClause?.type
        result = type.flatMap { Self.isVoid($0) ? nil : $0.trimmedDescription }
        if let type, let result, let reason = UnencodableType(in: type, allowingSelf: false, isResult: true) {
            diagnostics.append(MacroDiagnostic.noWireType("the result of '\(fullName)'", result, reason).at(type))
        }
        isOneWay = function.attributes.mark(.oneWay) != nil
        isIdempotent = function.attributes.mark(.idempotent) != nil
        isAsync = function.signature.effectSpecifiers?.asyncSpecifier != nil
        attributes = function.attributes.named("available", "discardableResult")
        isDeprecated = attributes.contains { $0.contains("deprecated") }
        guard diagnostics.count == before else { return nil }
    }

    /// The name that tells methods apart: `getUserByClaim(claim:value:)`.
    var fullName: String {
        "\(name.withoutBackticks)(\(parameters.map { "\($0.plainLabel):" }.joined()))"
    }

    /// The variables that hold the arguments.
    var variables: [String] { parameters.map(\.variable) }

    static func fullName(of function: FunctionDeclSyntax) -> String {
        let labels = function.signature.parameterClause.parameters.map { "\($0.firstName.plainName):" }
        return "\(function.name.plainName)(\(labels.joined()))"
    }

    static func isVoid(_ type: TypeSyntax) -> Bool {
        ["Void", "()", "Swift.Void"].contains(type.trimmedDescription)
    }
}
#endif
