#if Macros
import Foundation
import SwiftSyntax
import Testing

/// The generated code that is checked in says what the macros say.
@Suite struct CheckedInExpansionTests {
    /// The macros are off by choice of whoever builds the package; the example then compiles the checked-in file.
    @Test func userManager() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Examples/UserManager").standardizedFileURL
        let source = try String(contentsOf: folder.appending(path: "UserManager.swift"), encoding: .utf8)
        let generated = folder.appending(path: "UserManager+Generated.swift")
        let text = try CheckedInExpansion(name: "UserManager.swift", source: source).text()
        if ProcessInfo.processInfo.environment["OUTBOARD_UPDATE_GENERATED"] == "1" {
            try text.write(to: generated, atomically: true, encoding: .utf8)
        }
        let checkedIn = try String(contentsOf: generated, encoding: .utf8)
        #expect(
            checkedIn == text,
            "UserManager+Generated.swift is out of date: run the tests once with OUTBOARD_UPDATE_GENERATED=1"
        )
    }

    private let source = """
        // Comments and statements of other kinds stay behind.
        #if Macros
        public import OutboardCore
        #endif
        #if canImport(Glibc)
        import Glibc
        #endif

        /// Documented.
        #if Macros
        @WireValue
        #endif
        public struct User: Sendable {
            public var id: Int

            #if Macros
            @WireValue
            #endif
            public enum Kind: Sendable { case person, machine(User) }
        }

        @PluginInterface(name: "users") protocol Users: Sendable {
            func all() throws -> [User]
        }

        extension User {}
        """

    @Test func findsMacrosBehindConditions() throws {
        let text = try CheckedInExpansion(name: "Users.swift", source: source).text()
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[4...10] == [
                "#if !Macros", "public import OutboardCore", "#if canImport(Glibc)", "import Glibc", "#endif", "",
                "extension User: WireValue {",
            ]
        )
        let heads = lines.filter { $0.hasPrefix("extension ") || $0.hasPrefix("///") || $0.contains("struct ") }
        #expect(
            heads == [
                "extension User: WireValue {",
                "extension User.Kind: WireValue {",
                "/// Calls `Users` in a plugin: what a host holds.",
                "struct UsersClient: Users, InterfaceClient {",
                "/// Serves `Users` from an implementation: what a plugin holds.",
                "struct UsersDispatcher<Implementation: Users>: InterfaceDispatcher {",
            ]
        )
        #expect(text.hasSuffix("}\n#endif\n"))
    }

    @Test(arguments: ["@WireValue class User {}", "enum Scope { @PluginInterface protocol P: Sendable {} }"])
    func refuses(_ source: String) {
        #expect(throws: CheckedInExpansion.Failure.self) {
            try CheckedInExpansion(name: "Users.swift", source: source).text()
        }
    }
}
#endif
