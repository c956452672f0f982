import OutboardCore
import Testing

@Suite struct PluginManifestTests {
    private static let whole = PluginManifest(
        name: "Greeter é", version: "1.4.2-beta.1", interfaces: ["Greeter 1.2", "Greeter 2.0", "my counter 1.0"],
        capabilities: ["network", "read /etc/a b"])

    private func problem(_ text: String) -> String? {
        let error = #expect(throws: ManifestError.self) { try PluginManifest(note: Array(text.utf8)) }
        return error?.description
    }

    @Test func `what is written can be read`() throws {
        let text = Self.whole.text
        #expect(
            text == """
                name Greeter é
                version 1.4.2-beta.1
                interface Greeter 1.2
                interface Greeter 2.0
                interface my counter 1.0
                capability network
                capability read /etc/a b

                """)
        #expect(try PluginManifest(note: Array(text.utf8)) == Self.whole)
        // As C writes it, and as a linker fills it up.
        #expect(try PluginManifest(note: Array(text.utf8) + [0, 0, 0]) == Self.whole)
    }

    @Test func `words of later versions are passed over`() throws {
        #expect(try PluginManifest(note: Array("future x y\n\(Self.whole.text)other\n\n".utf8)) == Self.whole)
    }

    @Test func `says what is wrong`() {
        let rest = "version 1.0.0\n"
        #expect(problem("") == "it has no name")
        #expect(problem("\0\0") == "it has no name")
        #expect(problem("name a\n") == "it has no version")
        #expect(problem(rest) == "it has no name")
        #expect(problem("name \n" + rest) == "it does not have one name")
        #expect(problem("name a\nname b\n" + rest) == "it does not have one name")
        #expect(problem("name a\nversion 1.0\n") == "its version '1.0' is not one like 1.4.2")
        #expect(problem("name a\n" + rest + rest) == "its version '1.0.0' is not one like 1.4.2")
        #expect(problem("name a\n\(rest)interface A\n") == "its interface 'A' is not one like 'Greeter 1.2'")
        #expect(problem("name a\n\(rest)interface  1.0\n") == "its interface ' 1.0' is not one like 'Greeter 1.2'")
        #expect(problem("name a\n\(rest)interface A 1.x\n") == "its interface 'A 1.x' is not one like 'Greeter 1.2'")
        #expect(problem("name a\n\(rest)capability\n") == "it asks for a capability without a name")
        for control in ["\u{1b}[2J", "\u{202e}", "\u{7f}", "\r", "\0"] {
            #expect(problem("name a\(control)b\n" + rest) == "it has control characters")
        }
        #expect(problem(String(repeating: "x", count: 16385)) == "it has 16385 bytes, more than 16384")
        #expect(problem(String(repeating: "x", count: 16384)) == "it has no name")
        #expect(throws: ManifestError("it is not UTF-8")) { try PluginManifest(note: [0x6e, 0xff, 0xfe]) }
    }

    @Test func `random bytes do not trap`() {
        let whole = Array(Self.whole.text.utf8)
        for _ in 0..<5_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1..<8) { bytes[Int.random(in: 0..<bytes.count)] = UInt8.random(in: 0...255) }
            _ = try? PluginManifest(note: bytes)
        }
    }

    @Test func `a manifest that does not fit the program is refused`() {
        let greeter = InterfaceDescriptor("Greeter", version: "1.2", methods: [])
        let newer = InterfaceDescriptor("Greeter", version: "2.0", methods: [])
        let manifest = PluginManifest(name: "G", version: "1.0.0", interfaces: ["Greeter 1.2", "Greeter 2.0"])
        #expect(manifest.disagreement(withName: "G", serving: [newer, greeter]) == nil)
        #expect(
            manifest.disagreement(withName: "H", serving: [newer, greeter])
                == "the plugin's manifest names it G, and it calls itself H: correct @PluginManifest")
        #expect(
            manifest.disagreement(withName: "G", serving: [greeter])
                == "the plugin's manifest lists Greeter 1.2, Greeter 2.0, and it serves Greeter 1.2: "
                + "correct @PluginManifest")
    }

    @Test func `versions are read and ordered as semantic versioning has it`() {
        let ordered = [
            "0.0.0", "0.0.1", "0.9.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.10.0", "2147483647.0.0",
        ]
        for text in ordered { #expect(PluginVersion(text)?.description == text) }
        let versions = ordered.compactMap(PluginVersion.init)
        for (index, version) in versions.enumerated() {
            for (other, later) in versions.enumerated() { #expect((version < later) == (index < other)) }
        }
        for text in [
            "", "1", "1.0", "1.0.0.0", "01.0.0", "1.-1.0", "1.+1.0", "1. 1.0", "1.0.0-", "1.0.0-a..b", "1.0.0-é",
            "1.0.0+b",
            "2147483648.0.0", "1..0", String(repeating: "1", count: 300),
        ] { #expect(PluginVersion(text) == nil, "\(text)") }
    }
}
