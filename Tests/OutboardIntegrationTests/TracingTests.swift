#if Tracing
import LogInterface
import Logging
import Outboard
import OutboardSystem
import Testing
import Tracing

extension Integration {
    /// The traces that a call belongs to, with the trait `Tracing`.
    @Suite("Tracing")
    struct TracingTests {
        private static let spans: Locked<[KeptSpan]> = {
            let spans = Locked<[KeptSpan]>([])
            InstrumentationSystem.bootstrap(SpanKeeper { span in spans.withLock { $0.append(span) } })
            return spans
        }()

        @Test("Each side has a span for a call, and both are in the caller's trace")
        func spans() async throws {
            let spans = Self.spans
            spans.withLock { $0 = [] }
            let sink = RecordSink()
            var options = PluginOptions.defaults
            options.logger = sink.logger()
            options.startTimeout = .seconds(600)
            try await withPlugin(at: Probes.folder + "/LogPlugin", options: options) { plugin in
                let logs = try plugin.client(LogsClient.self)
                try withSpan("outer") { _ in
                    _ = try logs.level()
                    #expect(throws: RemoteError.self) { try logs.log("no such level", level: 99, count: 1) }
                    // With a deadline in front of the trace, and arguments that no longer fit into the record.
                    let hurried = LogsClient(caller: logs.caller.deadline(in: .seconds(60)))
                    try hurried.log("a message that does not fit into a record", level: 3, count: 1)
                }
                // Outside of any span: a trace of its own.
                _ = try logs.level()
            }
            let records = try await sink.records { $0.contains { $0.text == "ending" } }
            #expect(records.contains { $0.text == "a message that does not fit into a record" })
            let served = records.filter { $0.text == "span" }
            let made = spans.withLock { $0 }
            let outer = try #require(made.first { $0.operationName == "outer" })
            let calls = made.filter { $0.kind == .client }
            let log = "Logs.log(_:level:count:)"
            #expect(calls.map(\.operationName) == ["Logs.level()", log, log, "Logs.level()"])
            #expect(calls.map(\.hasFailed) == [false, true, false, false])
            #expect(calls.prefix(3).allSatisfy { $0.trace == outer.trace && $0.parent == outer.span })
            #expect(calls.last.map { $0.trace != outer.trace } == true)
            #expect(served.count == 4)
            for (call, record) in zip(calls, served) {
                #expect(record.metadata["operation"]?.description == call.operationName)
                #expect(record.metadata["trace"]?.description == call.trace)
                #expect(record.metadata["parent"]?.description == call.span)
                #expect(record.metadata["failed"]?.description == "\(call.hasFailed)")
                #expect(record.metadata["server"] == "true")
            }
        }
    }
}
#endif
