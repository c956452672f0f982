import Foundation
import Outboard
import Testing

/// `outboard inspect`, and the manifests of built programs.
@Suite struct InspectTests {
    @Test func `reads the manifest of a plugin in C`() throws {
        let path = Tool.program("CPlugin")
        let manifest = try #require(try PluginManifest.of(programAt: path))
        #expect(manifest == PluginManifest(name: "Calculator", version: "1.0.0", interfaces: ["Calculator 1.0"]))
        let run = try Tool.run("inspect", path)
        #expect(run.status == 0 && run.errors == "")
        #expect(
            run.output == """
                Calculator 1.0.0
                  file        \(path)
                  serves      Calculator 1.0
                  asks for    nothing

                """)
    }

    #if Macros
    @Test func `reads the manifest of a plugin in Swift, also as JSON, and without its symbols`() throws {
        let path = Tool.program("ProbePlugin")
        let run = try Tool.run("inspect", "--json", path)
        #expect(run.status == 0)
        let expected: NSDictionary = [
            "path": path, "name": "ProbePlugin", "version": "1.2.3-beta.4",
            "interfaces": [["name": "Probe", "version": "1.0"]], "capabilities": ["read /etc/hosts", "network"],
        ]
        #expect(try run.object() == expected)
        let folder = try TemporaryFolder()
        let stripped = folder.path("stripped")
        let strip = try Process.run(URL(filePath: "/usr/bin/env"), arguments: ["strip", "-o", stripped, path])
        strip.waitUntilExit()
        #expect(try PluginManifest.of(programAt: stripped)?.version == "1.2.3-beta.4")
    }
    #endif

    @Test func `a program without a manifest is told from one that cannot be read`() throws {
        let none = try Tool.run("inspect", Tool.program("LaunchFixture"))
        #expect(none.status == 1 && none.output == "")
        #expect(none.errors.contains("has no manifest: its author adds one with @PluginManifest"))
        let folder = try TemporaryFolder()
        let text = try Tool.run("inspect", try folder.write("hello", to: "text"))
        #expect(text.status == 2 && text.errors.contains("it is not an ELF file"))
        let missing = try Tool.run("inspect", folder.path("none"))
        #expect(missing.status == 2 && missing.errors.contains("it does not exist"))
        let cut = try Data(contentsOf: URL(filePath: Tool.program("CPlugin"))).prefix(400)
        try cut.write(to: URL(filePath: folder.path("cut")))
        #expect(try Tool.run("inspect", folder.path("cut")).status == 2)
    }

    @Test func `tells how it is used`() throws {
        let help = try Tool.run("inspect", "--help")
        #expect(help.status == 0 && help.output.contains("USAGE: outboard inspect"))
        #expect(try Tool.run("--help").output.contains("Exit status"))
        #expect(try Tool.run("inspect").status == 64)
        #expect(try Tool.run("inspect", "a", "--nonsense").status == 64)
    }
}
