import Outboard
import ProbeInterface
import Testing

@Suite("Calls into a real process", .serialized)
struct CallTests {
    @Test("Methods return what the plugin returns")
    func methods() async throws {
        try await withPlugin(at: Probes.path, configuration: ProbeConfiguration()) { plugin in
            let probe = try plugin.client(ProbeClient.self)
            try probe.null()
            #expect(try probe.sum(2, 3) == 5)
            #expect(try probe.echo(bytes: []) == [])
            #expect(try probe.echo(bytes: Array(0...255)) == Array(0...255))
        }
    }
}
