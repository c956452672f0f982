#if Macros
import SwiftDiagnostics
import SwiftSyntax

/// One case of an enum.
struct EnumerationCase {
    /// One associated value of a case.
    struct Payload {
        /// The label as it is written, backticks included; `nil` when there is none.
        let label: String?
        /// The name in the layout: the label, or `_0`, `_1`, … by position.
        let fieldName: String
        /// The variable that holds the value in generated code.
        let variable: String
        let type: String
    }

    /// The name as it is written, backticks included.
    let name: String
    let payloads: [Payload]

    /// The cases of an enum in declaration order.
    static func all(in members: MemberBlockSyntax, diagnostics: inout [Diagnostic]) -> [EnumerationCase] {
        var cases: [EnumerationCase] = []
        for declaration in members.members.compactMap({ $0.decl.as(EnumCaseDeclSyntax.self) }) {
            if let indirect = declaration.modifiers.first(where: { $0.name.text == "indirect" }) {
                let names = declaration.elements.map(\.name.text).joined(separator: ", ")
                diagnostics.append(MacroDiagnostic.indirect(names).at(indirect))
            }
            for element in declaration.elements {
                cases.append(Self(element, diagnostics: &diagnostics))
            }
        }
        return cases
    }

    private init(_ element: EnumCaseElementSyntax, diagnostics: inout [Diagnostic]) {
        name = element.name.text
        var names = LocalNames(reserving: "writer", "byteCount")
        var payloads: [Payload] = []
        for (index, parameter) in (element.parameterClause?.parameters ?? []).enumerated() {
            let label = parameter.firstName.flatMap { $0.text == "_" ? nil : $0.text }
            let fieldName = label?.withoutBackticks ?? "_\(index)"
            let type = parameter.type.trimmedDescription
            if let reason = UnencodableType(in: parameter.type, allowingSelf: true) {
                let place = "associated value '\(fieldName)' of case '\(name)'"
                diagnostics.append(MacroDiagnostic.noWireType(place, type, reason).at(parameter.type))
            }
            payloads.append(
                Payload(label: label, fieldName: fieldName, variable: names.claim(fieldName), type: type)
            )
        }
        self.payloads = payloads
    }

    /// The pattern that binds the associated values.
    var pattern: SourceList {
        SourceList(
            opening: payloads.isEmpty ? "" : "(",
            items: payloads.map { .text("let \($0.variable)") },
            closing: payloads.isEmpty ? "" : ")"
        )
    }
}
#endif
