import Outboard
import SumsInterface
import Testing

extension Integration {
    /// Several versions of an interface, served by a plugin in a process.
    @Suite("Versions of an interface")
    struct VersionTests {
        private static var path: String { Probes.folder + "/SumsPlugin" }

        private func options(_ versions: String, claims: String? = nil) -> PluginOptions {
            var options = Probes.quiet
            options.name = "sums"
            options.environment = ["SUMS_SERVES": versions, "SUMS_CLAIMS": claims ?? versions]
            return options
        }

        @Test(arguments: ["1.0,1.2,2.0", "2.0,1.2,1.0", "1.2,2.0", "1.0,2.0,1.2"])
        func `each client gets the best version, whatever the order`(_ versions: String) async throws {
            try await withPlugin(at: Self.path, options: options(versions)) { plugin in
                let sums = try plugin.client(SumsClient.self)
                #expect(try sums.version() == "1.2" && (try sums.add(2, 3)) == 5 && (try sums.multiply(2, 3)) == 6)
                let later = try plugin.client(Sums2Client.self)
                #expect(try later.version() == "2.0" && (try later.add([1, 2, 3])) == 6)
            }
        }

        @Test func `an older plugin lacks methods, unless the host insists`() async throws {
            try await withPlugin(at: Self.path, options: options("1.0,2.0")) { plugin in
                let sums = try plugin.client(SumsClient.self)
                #expect(try sums.version() == "1.0" && (try sums.add(2, 3)) == 5)
                // And no method of the interface behind it.
                let error = #expect(throws: OutboardError.self) { try sums.multiply(2, 3) }
                #expect(error?.code == .unknownMethod)
                #expect(
                    error?.message
                        == "plugin sums (pid \(plugin.processID)) is built against an older Sums, 1.0, that has no multiply(_:_:)"
                )
                let refusal = #expect(throws: OutboardError.self) {
                    try plugin.client(SumsClient.self, accepting: .from("1.2"))
                }
                #expect(
                    refusal?.message
                        == "there is no common version of Sums: the host accepts 1.2 ..< 2.0, and plugin sums (pid "
                        + "\(plugin.processID)) serves 1.0, 2.0: the host must be upgraded, or another plugin be installed"
                )
            }
        }

        @Test func `a host of several major versions gets the first client that fits`() async throws {
            for (versions, expected) in [("1.0,1.2,2.0", "2.0"), ("1.2", "1.2"), ("2.0", "2.0")] {
                try await withPlugin(at: Self.path, options: options(versions)) { plugin in
                    switch try plugin.firstClient(of: [Sums2Client.self, SumsClient.self]) {
                    case let sums as Sums2Client: #expect(try sums.version() == expected)
                    case let sums as SumsClient: #expect(try sums.version() == expected)
                    default: Issue.record("another client")
                    }
                }
            }
            try await withPlugin(at: Self.path, options: options("1.2")) { plugin in
                let error = #expect(throws: OutboardError.self) {
                    try plugin.firstClient(of: [Sums2Client.self, OtherClient.self])
                }
                #expect(error?.code == .interfaceMismatch)
                #expect(error?.message.contains("serves Sums 2.0 or later; the host expects the interface") == true)
            }
        }

        @Test func `a reload to a build without the version is rolled back`() async throws {
            let plugin = try await SupervisedPlugin.start(at: Self.path, options: options("1.2,2.0"))
            let sums = try plugin.client(SumsClient.self, accepting: .from("1.2"))
            let error = await #expect(throws: OutboardError.self) {
                try await plugin.reload(at: Probes.folder + "/CPlugin")
            }
            #expect(error?.code == .interfaceMismatch)
            #expect(try sums.version() == "1.2")
            #expect(try plugin.firstClient(of: [SumsClient.self]) is SumsClient)
            await plugin.stop()
        }

        @Test func `a plugin whose manifest does not fit what it serves does not start`() async {
            let error = await #expect(throws: OutboardError.self) {
                _ = try await PluginHandle.start(at: Self.path, options: options("1.2", claims: "1.2,2.0"))
            }
            #expect(error?.code == .refused, "\(String(describing: error))")
            #expect(
                error?.message.contains(
                    "the plugin's manifest lists Sums 1.2, Sums 2.0, and it serves Sums 1.2: correct @PluginManifest")
                    == true)
        }

    }
}
