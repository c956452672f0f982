import Foundation
import Outboard
import Testing

/// Plugins in a folder: `PluginDirectory`, `outboard list`.
@Suite struct DirectoryTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.copy(Tool.program("CPlugin"), to: "b-calculator")
        try folder.copy(Tool.program("CPlugin"), to: "a calculator")
        try folder.copy(Tool.program("CPlugin"), to: ".hidden")
        try folder.copy(Tool.program("LaunchFixture"), to: "program")
        try folder.write("hello", to: "README")
        try folder.write("x", to: "a.outboard-signature")
        try FileManager.default.createDirectory(atPath: folder.path("folder"), withIntermediateDirectories: false)
        try folder.copy(Tool.program("CPlugin"), to: "locked")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path("locked"))
        symlink("/nonexistent", folder.path("dangling"))
        var foreign = try Data(contentsOf: URL(filePath: Tool.program("CPlugin")))
        foreign[18] = 243
        try foreign.write(to: URL(filePath: folder.path("foreign")))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("foreign"))
    }

    @Test func `finds plugins and says why the rest was passed over`() throws {
        let directory = try PluginDirectory(at: folder.path)
        #expect(directory.plugins.map(\.path) == [folder.path("a calculator"), folder.path("b-calculator")])
        #expect(directory.plugins.allSatisfy { $0.manifest.name == "Calculator" && $0.manifest.version == "1.0.0" })
        let reasons = directory.passedOver.map { [$0.path, $0.reason] }
        #expect(reasons.count == 8)
        for (name, reason) in [
            (".hidden", "its name begins with a dot"), ("README", "it is not an ELF file"),
            ("a.outboard-signature", "it is a signature"), ("dangling", "it is a symbolic link to nowhere"),
            ("folder", "it is a directory"), ("locked", "it is not executable (its mode is 0644)"),
            ("program", "it has no manifest"),
        ] {
            #expect(reasons.contains([folder.path(name), reason]), "\(name): \(reasons)")
        }
        #expect(reasons.contains { $0[0] == folder.path("foreign") && $0[1].hasPrefix("it is built for riscv64") })
    }

    @Test func `outboard list prints both`() throws {
        let run = try Tool.run("list", folder.path)
        #expect(run.status == 0 && run.errors == "")
        #expect(run.output.contains("Calculator 1.0.0\n  file        \(folder.path("a calculator"))\n"))
        #expect(run.output.contains("passed over \(folder.path("program")): it has no manifest\n"))
        let json = try Tool.run("list", "--json", folder.path).object()
        #expect((json["plugins"] as? NSArray)?.count == 2 && (json["passedOver"] as? NSArray)?.count == 8)
    }

    @Test func `a folder without plugins, and none at all`() throws {
        let empty = try Tool.run("list", folder.path("folder"))
        #expect(empty.status == 1 && empty.errors.contains("there is no plugin in"))
        let none = try Tool.run("list", folder.path("none"))
        #expect(none.status == 2 && none.errors.contains("cannot be read: No such file or directory"))
    }
}
