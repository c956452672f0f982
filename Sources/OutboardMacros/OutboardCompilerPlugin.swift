#if Macros
import SwiftCompilerPlugin
import SwiftSyntaxMacros

/// The program the compiler starts to expand Outboard's macros.
@main
struct OutboardCompilerPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        PluginInterfaceMacro.self, OneWayMacro.self, IdempotentMacro.self, WireValueMacro.self,
        PluginManifestMacro.self,
    ]
}
#else
/// Stands in for the macros when the trait `Macros` is off, so that the target still links without swift-syntax.
@main
struct OutboardCompilerPlugin {
    static func main() {}
}
#endif
