import Outboard
import ProbeInterface
import Testing

extension Integration {
    @Suite struct LateAnswerTests {
        /// The plugin asks for room for a large answer and waits for it: nobody but the host's waiting thread can tell it
        /// no once the caller has given up.
        @Test("A plugin whose large answers come too late is told so, and ends when asked")
        func largeAnswers() async throws {
            var options = Probes.quiet
            options.lanes = 1
            options.stopGrace = .seconds(20)
            for round in 0..<4 {
                let plugin = try await PluginHandle.start(
                    at: Probes.path, configuration: ProbeConfiguration(), options: options)
                let probe = try plugin.client(ProbeClient.self)
                let late = #expect(throws: OutboardError.self) {
                    try probe.timeout(.microseconds(100 + 150 * round)).make(byteCount: 20_000_000)
                }
                #expect(late?.code == .timeout)
                await plugin.stop()
                #expect(plugin.fate?.message.contains("did not exit") == false, "\(plugin.fate?.message ?? "no fate")")
            }
        }
    }
}
