#if Metrics
import CoreMetrics
import LogInterface
import Logging
import MetricsTestKit
import Outboard
import ProbeInterface
import Testing

extension Integration {
    /// What a host tells swift-metrics, with the trait `Metrics`.
    @Suite("Metrics")
    struct MetricsTests {
        private static let metrics: TestMetrics = {
            let metrics = TestMetrics()
            MetricsSystem.bootstrap(metrics)
            return metrics
        }()

        private static func dimensions(_ plugin: String, _ method: String, code: String? = nil) -> [(String, String)] {
            [("plugin", plugin), ("interface", "Probe"), ("method", method)] + (code.map { [("code", $0)] } ?? [])
        }

        @Test("Calls, their durations and their errors are counted by method")
        func calls() async throws {
            let metrics = Self.metrics
            var options = Probes.quiet
            options.name = "metered"
            try await withPlugin(at: Probes.path, configuration: ProbeConfiguration(), options: options) { plugin in
                let probe = try plugin.client(ProbeClient.self)
                for number in 0..<5 { #expect(try probe.sum(number, 1) == number + 1) }
                #expect(throws: ProbeError.self) { try probe.fail(reason: "on purpose") }
                #expect(try await probe.echoLater("later", milliseconds: 1) == "later")
                let hasty = ProbeClient(caller: probe.caller.timeout(.milliseconds(20)))
                #expect(throws: OutboardError.self) { try hasty.sleep(milliseconds: 500) }
            }
            func total(_ label: String, _ method: String, code: String? = nil) -> Int64 {
                metrics.counterTotal(label: label, dimensions: Self.dimensions("metered", method, code: code))
            }
            #expect(total("outboard_calls", "sum(_:_:)") == 5)
            #expect(total("outboard_calls", "fail(reason:)") == 1)
            #expect(total("outboard_calls", "echoLater(_:milliseconds:)") == 1)
            #expect(total("outboard_calls", "sleep(milliseconds:)") == 1)
            #expect(total("outboard_call_errors", "fail(reason:)", code: "thrown") == 1)
            #expect(total("outboard_call_errors", "sleep(milliseconds:)", code: "timeout") == 1)
            let errors = metrics.counters(label: "outboard_call_errors")
            #expect(errors.count { $0.dimensions.contains { $0 == ("plugin", "metered") } } == 2)
            let timers = metrics.timers(
                label: "outboard_call_duration", dimensions: Self.dimensions("metered", "sum(_:_:)"))
            #expect(timers.flatMap(\.values).count == 5 && timers.flatMap(\.values).allSatisfy { $0 > 0 })
            let inFlight = metrics.meters(label: "outboard_calls_in_flight", dimensions: [("plugin", "metered")])
            #expect(inFlight.flatMap(\.values).max() == 1)
            #expect(inFlight.allSatisfy { $0.lastValue == 0 || $0.values.isEmpty })
        }

        @Test("Restarts are counted")
        func restarts() async throws {
            let metrics = Self.metrics
            var options = Probes.quiet
            options.name = "restarted"
            let plugin = try await SupervisedPlugin.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            let probe = try plugin.client(ProbeClient.self)
            #expect(throws: OutboardError.self) { try probe.end(.exit(3)) }
            #expect(try probe.sum(1, 2) == 3)
            #expect(metrics.counterTotal(label: "outboard_restarts", dimensions: [("plugin", "restarted")]) == 1)
            await plugin.stop()
        }
    }
}
#endif
