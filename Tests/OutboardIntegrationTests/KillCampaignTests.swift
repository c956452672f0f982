import TestLoad
import Testing

extension Integration {
    @Suite("A kill campaign")
    struct KillCampaignTests {
        /// In a process of its own, which counts what it holds.
        @Test("Plugins that are killed at random moments under load lose nothing but the calls that say so")
        func campaign() async throws {
            let (status, output) = try Probes.run(
                Probes.folder + "/KillCampaignRunner", ["\(TestLoad.scaled(100))"])
            #expect(status == 0, "\(output)")
        }
    }
}
