#if Macros
import SwiftDiagnostics
import Testing

/// What `@PluginManifest` makes of its arguments, and what it says about wrong ones.
@Suite struct PluginManifestTests {
    @Test func `writes a note and the same as a value`() {
        let types = Array(repeating: "UInt32", count: 16).joined(separator: ", ")
        Expansion.expect(
            """
            @PluginManifest(version: "1.0.0", interfaces: ["A 1.0"])
            public struct P {
            }
            """,
            becomes: """
                public struct P {

                    /// What the host library and `outboard inspect` read from the program's file.
                    @section(".note.outboard") @used
                    nonisolated private static let outboardNote: (\(types)) =
                        (0x9, 0x25, 0x1, 0x6274754f, 0x6472616f, 0x0, 0x656d616e, 0x760a5020, 0x69737265, 0x31206e6f, 0x302e302e, 0x746e690a, 0x61667265, 0x41206563, 0x302e3120, 0xa)

                    public nonisolated static let manifest: PluginManifest? = PluginManifest(
                        name: "P", version: "1.0.0",
                        interfaces: ["A 1.0"],
                        capabilities: [])
                }
                """)
    }

    @Test(arguments: mistakes)
    func `says what is wrong`(_ source: String, _ name: String, _ message: String) {
        let expansion = Expansion(of: source)
        #expect(expansion.diagnostics.map(\.message) == [message])
        #expect(
            expansion.diagnostics.first?.diagnosticID == MessageID(domain: "OutboardMacros", id: "manifest.\(name)"))
        #expect(!expansion.text.contains("outboardNote"))
    }

    private static let mistakes: [(String, String, String)] = [
        (
            "@PluginManifest(version: \"1.0.0\", interfaces: []) protocol P {}", "place",
            "@PluginManifest belongs to the type that conforms to Plugin and 'P' is a protocol: move it there"
        ),
        (
            "@PluginManifest(name: \"\", version: \"1.0.0\", interfaces: []) struct P {}", "name",
            "the name of a plugin is text in the source: write it as a string literal"
        ),
        (
            "@PluginManifest(name: \"a\\nb\", version: \"1.0.0\", interfaces: []) struct P {}", "name",
            "the name of a plugin is text in the source: write it as a string literal"
        ),
        (
            "@PluginManifest(version: \"1.0\", interfaces: []) struct P {}", "version",
            "\"1.0\" is not the version of a program: write it as \"1.4.2\""
        ),
        (
            "@PluginManifest(version: \"1.0.00\", interfaces: []) struct P {}", "version",
            "\"1.0.00\" is not the version of a program: write it as \"1.4.2\""
        ),
        (
            "@PluginManifest(version: number, interfaces: []) struct P {}", "version",
            "number is not the version of a program: write it as \"1.4.2\""
        ),
        (
            "@PluginManifest(version: \"1.0.0\", interfaces: [\"A\"]) struct P {}", "interface",
            "\"A\" is not an interface with its version: write it as \"Greeter 1.2\""
        ),
        (
            "@PluginManifest(version: \"1.0.0\", interfaces: [\"A 1.70000\"]) struct P {}", "interface",
            "\"A 1.70000\" is not an interface with its version: write it as \"Greeter 1.2\""
        ),
        (
            "@PluginManifest(version: \"1.0.0\", interfaces: all) struct P {}", "interface",
            "all is not an interface with its version: write it as \"Greeter 1.2\""
        ),
        (
            "@PluginManifest(version: \"1.0.0\", interfaces: [], capabilities: [\"\"]) struct P {}", "capability",
            "\"\" is no capability: write it as a string literal, such as \"network\" or \"read /etc/hosts\""
        ),
        (
            "@PluginManifest(version: \"1.0.0\", interfaces: [], capabilities: [\"\(String(repeating: "x", count: 17000))\"]) struct P {}",
            "size", "the manifest has 17033 bytes and may have 16384: ask for less"
        ),
    ]
}
#endif
