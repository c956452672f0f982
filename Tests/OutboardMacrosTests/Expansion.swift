#if Macros
import OutboardMacros
import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

/// What Outboard's macros make of a piece of source.
struct Expansion {
    let text: String
    private let context: BasicMacroExpansionContext

    var diagnostics: [Diagnostic] { context.diagnostics }

    /// The macros as the compiler would find them.
    static var macros: [String: MacroSpec] {
        [
            "PluginInterface": MacroSpec(type: PluginInterfaceMacro.self),
            "OneWay": MacroSpec(type: OneWayMacro.self),
            "Idempotent": MacroSpec(type: IdempotentMacro.self),
            "WireValue": MacroSpec(type: WireValueMacro.self, conformances: ["WireValue"]),
            "PluginManifest": MacroSpec(type: PluginManifestMacro.self),
        ]
    }

    /// Expands all macros in the source, and checks that what comes out can be parsed.
    init(of source: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        let file = Parser.parse(source: source)
        let context = BasicMacroExpansionContext(
            sourceFiles: [file: .init(moduleName: "Test", fullFilePath: "Test.swift")]
        )
        self.context = context
        let expanded = file.expand(
            macroSpecs: Self.macros,
            contextGenerator: {
                BasicMacroExpansionContext(sharingWith: context, lexicalContext: $0.allMacroLexicalContexts())
            },
            indentationWidth: .spaces(4)
        )
        text = expanded.description
        #expect(!Parser.parse(source: text).hasError, "\(text)", sourceLocation: sourceLocation)
    }

    /// Checks that the source expands to exactly this text, without a diagnostic.
    static func expect(
        _ source: String,
        becomes expected: String,
        fileID: StaticString = #fileID,
        filePath: StaticString = #filePath,
        line: UInt = #line,
        column: UInt = #column
    ) {
        assertMacroExpansion(
            source,
            expandedSource: expected,
            macroSpecs: macros,
            failureHandler: record,
            fileID: fileID,
            filePath: filePath,
            line: line,
            column: column
        )
    }

    /// Checks that the fix-it of a diagnostic turns the source into this one.
    func expectFix(_ fix: String, of diagnostic: Diagnostic, turns source: String, into fixed: String) {
        let position = context.location(for: diagnostic.position, anchoredAt: diagnostic.node, fileName: "")
        assertMacroExpansion(
            source,
            expandedSource: text,
            diagnostics: [
                DiagnosticSpec(
                    message: diagnostic.message,
                    line: position.line,
                    column: position.column,
                    fixIts: [FixItSpec(message: fix)]
                )
            ],
            macroSpecs: Self.macros,
            fixedSource: fixed,
            failureHandler: Self.record
        )
    }

    /// Checks that the expansion contains these lines, one after the other, whatever their indentation.
    func expectLines(_ expected: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
        let found = Self.lines(of: text)
        #expect(diagnostics.isEmpty, sourceLocation: sourceLocation)
        #expect(found.contains(Self.lines(of: expected)), "not in:\n\(text)", sourceLocation: sourceLocation)
    }

    private static func lines(of text: String) -> [Substring] {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    }

    private static func record(_ failure: TestFailureSpec) {
        Issue.record(
            Comment(rawValue: failure.message),
            sourceLocation: Testing.SourceLocation(
                fileID: failure.location.fileID,
                filePath: failure.location.filePath,
                line: failure.location.line,
                column: failure.location.column
            )
        )
    }
}
#endif
