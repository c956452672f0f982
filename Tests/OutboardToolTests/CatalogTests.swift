import Foundation
import Logging
import Outboard
import ProbeInterface
import Testing

/// Catalogs: what is read, what is refused and with which words, and what runs.
@Suite struct CatalogTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.copy(Tool.program("CPlugin"), to: "calculator")
    }

    /// A catalog with one entry, `c`, whose path is that of a plugin.
    private func catalog(_ keys: String) throws -> String {
        try folder.write(
            "{\"catalog\": 1, \"plugins\": {\"c\": {\"path\": \"calculator\"\(keys.isEmpty ? "" : ", ")\(keys)}}}",
            to: "c.json")
    }

    private func problems(_ keys: String) throws -> [String] {
        try problems(ofFile: try catalog(keys))
    }

    private func problems(ofFile file: String) throws -> [String] {
        do throws(CatalogError) {
            _ = try PluginCatalog(at: file)
            return []
        } catch {
            #expect(error.file == file)
            #expect(error.description.split(separator: "\n").allSatisfy { $0.hasPrefix(file + ": ") })
            return error.problems.map(\.description)
        }
    }

    @Test func `reads every key`() throws {
        let file = try catalog(
            """
            "version": "1.0.0", "interfaces": ["Calculator 1.0"], "configuration": {"a": [1, 2.5, null, true, "x"]},
            "arguments": ["-v"], "environment": {"A": "b"}, "inheritedEnvironment": ["HOME"], "workingDirectory": "work",
            "restart": {"condition": "always", "initialDelay": 0.5, "factor": 3, "maximumDelay": 60, "jitter": 0,
                        "maximumRestarts": 7, "window": 20},
            "sandbox": {"level": "baseline", "grants": ["network", "processes", "read /a b", "write /c", "execute /d"],
                        "required": ["files", "scopes"], "openFilesLimit": 10, "memoryLimit": 1000000, "hidesHost": false,
                        "readyCalls": ["pipe2", "fcntl"]},
            "waiting": "park", "lanes": 3, "startTimeout": 5, "callTimeout": null, "stuckGrace": 1.5, "stopGrace": 3,
            "terminationGrace": 0.25, "drainGrace": 9, "idleGrace": 60, "pingInterval": 2, "pingTimeout": 4,
            "startsLazily": true, "reloadsOnChange": true, "maximumPayloadBytes": 4096, "maximumLentBytes": 8192,
            "logBytes": 0, "logLevel": "debug", "crashReportDirectory": "/var/crash"
            """)
        let catalog = try PluginCatalog(at: file)
        let entry = try #require(catalog["c"])
        #expect(catalog.entries.map(\.name) == ["c"] && catalog["d"] == nil)
        #expect(entry.path == folder.path("calculator") && entry.version == "1.0.0")
        #expect(entry.interfaces == ["Calculator 1.0"])
        let options = entry.options
        #expect(options.name == "c" && options.arguments == ["-v"] && options.environment == ["A": "b"])
        #expect(options.inheritedEnvironment == ["HOME"] && options.workingDirectory == folder.path("work"))
        #expect(options.waiting == .park && options.lanes == 3 && options.startTimeout == .seconds(5))
        #expect(options.callTimeout == nil && options.stuckGrace == .milliseconds(1500))
        #expect(options.stopGrace == .seconds(3) && options.terminationGrace == .milliseconds(250))
        #expect(options.drainGrace == .seconds(9) && options.idleGrace == .seconds(60))
        #expect(options.pingInterval == .seconds(2) && options.pingTimeout == .seconds(4))
        #expect(options.startsLazily && options.reloadsOnChange && options.maximumPayloadBytes == 4096)
        #expect(options.maximumLentBytes == 8192 && options.logBytes == 0 && options.logLevel == .debug)
        #expect(options.crashReportDirectory == "/var/crash")
        #expect(options.sandbox.level == .baseline && options.sandbox.required == [.files, .scopes])
        #expect(
            options.sandbox.grants == [.network, .processes, .read("/a b"), .write("/c"), .execute("/d")])
        #expect(options.sandbox.openFilesLimit == 10 && options.sandbox.memoryLimit == 1_000_000)
        #expect(options.sandbox.hidesHost == false && options.sandbox.readyCalls == .few(and: ["pipe2", "fcntl"]))
        var policy = RestartPolicy.always
        policy.initialDelay = .milliseconds(500)
        policy.factor = 3
        policy.maximumDelay = .seconds(60)
        policy.jitter = 0
        policy.maximumRestarts = 7
        policy.window = .seconds(20)
        #expect(entry.restart == policy)
    }

    @Test func `an entry of a path alone has the defaults, and those that the host gives`() throws {
        var options = PluginOptions()
        options.stopGrace = .seconds(77)
        let entry = try #require(try PluginCatalog(at: try catalog(""), options: options)["c"])
        #expect(entry.restart == .onFailure && entry.options.stopGrace == .seconds(77))
        #expect(entry.options.callTimeout == .seconds(30) && entry.version == nil)
    }

    @Test func `says what is wrong, where, and what would be right`() throws {
        let cases: [(String, String)] = [
            ("\"pth\": 1", "plugins.c.pth: is not known; known are path, sha256, signers,"),
            ("\"version\": \"1\"", "plugins.c.version: is \"1\", and has to be a version like 1.4.2"),
            ("\"version\": 1", "plugins.c.version: is a number, and has to be a string"),
            ("\"interfaces\": \"A 1.0\"", "plugins.c.interfaces: is a string, and has to be a list of strings"),
            (
                "\"interfaces\": [\"A\"]",
                "plugins.c.interfaces[0]: is \"A\", and has to be an interface with its version"
            ),
            ("\"sha256\": \"00\"", "plugins.c.sha256: is \"00\", and has to be 64 hexadecimal digits"),
            ("\"signers\": [\"x\"]", "plugins.c.signers[0]: is \"x\", and has to be a public key"),
            ("\"signers\": []", "plugins.c.signers: is empty: name a key, or remove it"),
            ("\"arguments\": [1]", "plugins.c.arguments[0]: is a number, and has to be a string"),
            ("\"arguments\": [\"a\\u0000b\"]", "plugins.c.arguments[0]: has a zero character: remove it"),
            ("\"environment\": [\"A\"]", "plugins.c.environment: is a list, and has to be an object"),
            ("\"environment\": {\"A\": 1}", "plugins.c.environment.A: is a number, and has to be a string"),
            ("\"environment\": {\"A=B\": \"c\"}", "plugins.c.environment.A=B: is no name of a variable"),
            (
                "\"restart\": \"often\"",
                "plugins.c.restart: is \"often\", and has to be one of never, onFailure, always"
            ),
            ("\"restart\": 3", "plugins.c.restart: is a number, and has to be an object"),
            ("\"restart\": {\"delay\": 1}", "plugins.c.restart.delay: is not known; known are condition,"),
            ("\"restart\": {\"jitter\": 2}", "plugins.c.restart.jitter: has to be from 0 to 1"),
            (
                "\"waiting\": \"quickly\"",
                "plugins.c.waiting: is \"quickly\", and has to be one of adaptive, spin, park, handoff"
            ),
            ("\"lanes\": 0", "plugins.c.lanes: has to be a whole number, 1 or more"),
            ("\"lanes\": 1.5", "plugins.c.lanes: has to be a whole number, 1 or more"),
            ("\"stopGrace\": -1", "plugins.c.stopGrace: has to be a number, 0 or more"),
            ("\"stopGrace\": null", "plugins.c.stopGrace: has to be a number, 0 or more"),
            ("\"stopGrace\": 1e300", "plugins.c.stopGrace: is 1e+300 seconds, and has to be at most 1000000000"),
            ("\"startsLazily\": 1", "plugins.c.startsLazily: is a number, and has to be true or false"),
            ("\"logLevel\": \"loud\"", "plugins.c.logLevel: is \"loud\", and has to be one of trace, debug,"),
            ("\"sandbox\": true", "plugins.c.sandbox: is true or false, and has to be an object"),
            ("\"sandbox\": {\"grnts\": []}", "plugins.c.sandbox.grnts: is not known; known are level, grants,"),
            (
                "\"sandbox\": {\"grants\": [\"network\", \"read etc\"]}",
                "plugins.c.sandbox.grants[1]: is \"read etc\", and has to be network, processes, or read, write or execute"
            ),
            (
                "\"sandbox\": {\"required\": [\"walls\"]}",
                "plugins.c.sandbox.required[0]: is \"walls\", and has to be one of"
            ),
            (
                "\"sandbox\": {\"readyCalls\": [\"all\", \"pip2\"]}",
                "plugins.c.sandbox.readyCalls[1]: is \"pip2\", and has to be all, or the name of a system call"
            ),
            ("\"sandbox\": {\"level\": \"high\"}", "plugins.c.sandbox.level: is \"high\", and has to be one of none,"),
            (
                "\"version\": \"2.0.0\"",
                "plugins.c.version: the catalog says 2.0.0, and \(folder.path("calculator")) is 1.0.0: install the former"
            ),
            (
                "\"interfaces\": [\"Calculator 1.1\"]",
                "plugins.c.interfaces: \(folder.path("calculator")) does not serve Calculator 1.1, but Calculator 1.0"
            ),
        ]
        for (keys, message) in cases {
            let found = try problems(keys)
            #expect(found.count == 1 && found[0].hasPrefix(message), "\(keys): \(found)")
        }
        // All at once, and not only the first.
        #expect(try problems("\"lanes\": 0, \"waiting\": 1, \"extra\": 2").count == 3)
    }

    @Test func `says what is wrong with the file as a whole`() throws {
        let cases: [(String, String)] = [
            ("", "is not JSON:"), ("{", "is not JSON:"), ("[1]", "is a list, and has to be an object"),
            ("{\"plugins\": {}}", "catalog: has to be 1"),
            ("{\"catalog\": 2, \"plugins\": {}}", "catalog: has to be 1"),
            ("{\"catalog\": 1}", "plugins: is missing"), ("{\"catalog\": 1, \"plugins\": []}", "plugins: is a list"),
            ("{\"catalog\": 1, \"plugins\": {\"c\": []}}", "plugins.c: is a list, and has to be an object"),
            ("{\"catalog\": 1, \"plugins\": {\"c\": {}}}", "plugins.c: has no path"),
            ("{\"catalog\": 1, \"plugins\": {\"c\": {\"path\": \"\"}}}", "plugins.c.path: is empty"),
            (
                "{\"catalog\": 1, \"plugins\": {\"c\": {\"path\": \"no\"}}}",
                "plugins.c.path: \(folder.path("no")) is not the plugin: it does not exist"
            ),
            (
                "{\"catalog\": 1, \"plugins\": {}}" + String(repeating: " ", count: 1 << 20),
                "has more than 1048576 bytes"
            ),
        ]
        for (text, message) in cases {
            let found = try problems(ofFile: try folder.write(text, to: "whole.json"))
            #expect(found.count == 1 && found[0].hasPrefix(message), "\(text.prefix(80)): \(found)")
        }
        #expect(try problems(ofFile: folder.path("none.json")) == ["cannot be read: it does not exist"])
        #expect(try problems(ofFile: folder.path) == ["cannot be read: it is a directory"])
        // Deep enough to end a reader that recurses without end.
        let deep = String(repeating: "[", count: 100_000)
        #expect(try problems(ofFile: try folder.write(deep, to: "deep.json")).first?.hasPrefix("is not JSON") == true)
    }

    @Test func `outboard catalog check says the same, with an exit status`() throws {
        let good = try Tool.run("catalog", "check", try catalog("\"version\": \"1.0.0\""))
        #expect(good.status == 0 && good.output == "c 1.0.0  \(folder.path("calculator"))\n" && good.errors == "")
        let bad = try catalog("\"lanes\": 0, \"extra\": 2")
        let run = try Tool.run("catalog", "check", bad)
        #expect(run.status == 1 && run.output == "")
        #expect(run.errors.hasPrefix("outboard: \(bad): plugins.c.extra: is not known"))
        #expect(run.errors.contains("\noutboard: \(bad): plugins.c.lanes: has to be"))
        let json = try Tool.run("catalog", "check", "--json", bad)
        let found = try json.object()["problems"] as? NSArray
        #expect(json.status == 1 && found?.count == 2)
        #expect(try Tool.run("catalog", "check", folder.path("none")).status == 2)
    }

    #if Macros
    @Test func `what a plugin asks for and does not get is told`() throws {
        try folder.copy(Tool.program("ProbePlugin"), to: "probe")
        let file = try folder.write(
            """
            {"catalog": 1, "plugins": {"p": {"path": "probe", "sandbox": {"grants": ["network"]}}}}
            """, to: "asks.json")
        #expect(try PluginCatalog(at: file)["p"]?.refusedCapabilities == ["read /etc/hosts"])
        let run = try Tool.run("catalog", "check", file)
        #expect(run.output.hasSuffix("\n  asks for read /etc/hosts, which is not granted\n"))
    }
    #endif

    // MARK: Starting

    private struct Configuration: Decodable, WireValue, Equatable {
        var delayMilliseconds: Int
        var refusal: String?

        static func describe(in schema: inout WireSchema) -> WireType { ProbeConfiguration.describe(in: &schema) }
        var probe: ProbeConfiguration {
            var probe = ProbeConfiguration()
            probe.delayMilliseconds = delayMilliseconds
            probe.refusal = refusal
            return probe
        }
        var wireByteCount: Int { probe.wireByteCount }
        func encode(into writer: inout WireWriter) { probe.encode(into: &writer) }
        init(from reader: inout WireReader) throws(WireError) {
            let probe = try ProbeConfiguration(from: &reader)
            delayMilliseconds = probe.delayMilliseconds
            refusal = probe.refusal
        }
    }

    private func probeCatalog(_ configuration: String) throws -> PluginCatalog {
        let file = try folder.write(
            """
            {"catalog": 1, "plugins": {"probe": {"path": "\(Tool.program("ProbePlugin"))", "startTimeout": 600,
                "restart": "never", \(configuration)}}}
            """, to: "probe.json")
        return try PluginCatalog(at: file)
    }

    @Test func `a host starts a plugin by its name, with the configuration of the catalog`() async throws {
        let catalog = try probeCatalog("\"configuration\": {\"delayMilliseconds\": 1}")
        let plugin = try await catalog.start("probe", configuration: Configuration.self)
        #expect(try plugin.client(ProbeClient.self).sum(2, 3) == 5)
        #expect(plugin.name == "probe")
        await plugin.stop()
        // That the configuration arrives.
        let refusing = try probeCatalog("\"configuration\": {\"delayMilliseconds\": 0, \"refusal\": \"not today\"}")
        let error = await #expect(throws: OutboardError.self) {
            try await refusing.start("probe", configuration: Configuration.self)
        }
        #expect(error?.code == .refused && error?.message.contains("not today") == true)
    }

    @Test func `what does not fit is told before anything runs`() async throws {
        let catalog = try probeCatalog("\"configuration\": {\"delayMilliseconds\": \"x\"}")
        let key = "\(folder.path("probe.json")): plugins.probe.configuration"
        func message(_ body: () async throws -> SupervisedPlugin) async -> String? {
            let error = await #expect(throws: OutboardError.self) { try await body() }
            #expect(error?.code == .invalidConfiguration)
            return error?.message
        }
        #expect(
            await message { try await catalog.start("probe", configuration: Configuration.self) }
                == "\(key).delayMilliseconds: has to be a Int")
        #expect(
            await message { try await catalog.start("probe") }
                == "\(key): the host starts the plugin without the type of a configuration")
        #expect(
            await message { try await catalog.start("other") }
                == "\(folder.path("probe.json")): plugins.other: there is no such plugin; there are probe")
        let empty = try probeCatalog("\"configuration\": {}")
        #expect(
            await message { try await empty.start("probe", configuration: Configuration.self) }
                == "\(key).delayMilliseconds: is missing")
    }

    @Test func `a program that was replaced by another version is not started`() async throws {
        let catalog = try PluginCatalog(at: try catalog("\"version\": \"1.0.0\""))
        try FileManager.default.removeItem(atPath: folder.path("calculator"))
        try folder.copy(Tool.program("LaunchFixture"), to: "calculator")
        let error = await #expect(throws: OutboardError.self) { try await catalog.start("c") }
        #expect(error?.code == .startFailed && error?.message.contains("has no manifest") == true)
    }

    #if !Verification
    @Test(arguments: [
        "\"sha256\": \"\(String(repeating: "0", count: 64))\"",
        "\"signers\": [\"ed25519:\(String(repeating: "0", count: 64))\"]",
    ])
    func `without the trait, a catalog with digests or signers is refused`(_ keys: String) throws {
        let found = try problems(keys)
        #expect(found.count == 1 && found[0].contains("the trait Verification"), "\(found)")
    }
    #endif
}
