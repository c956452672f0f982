#if Tracing
internal import OutboardRing
internal import Synchronization
internal import Tracing

/// The span of a call in the plugin, from its beginning to the end of its method, also if that is a task.
final class ServedSpan: Sendable {
    /// That of the call that the current task or thread runs.
    @TaskLocal static var current: ServedSpan?

    private let span: any Span
    private let users = Atomic<Int>(1)

    init(_ name: String, _ trace: TraceContext) {
        span = startSpan(name, context: trace.context, ofKind: .server)
    }

    /// Notes that a task goes on with the call.
    func enter() {
        users.wrappingAdd(1, ordering: .relaxed)
    }

    /// Notes that the call's worker, or its task, is done with it.
    func leave() {
        if users.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 { span.end() }
    }

    /// Notes what the method threw.
    func fail(_ error: any Error) {
        span.recordError(error)
        span.setStatus(SpanStatus(code: .error))
    }

    /// Runs a call within the span.
    func run(_ body: () -> Void) {
        ServiceContext.withValue(span.context) {
            Self.$current.withValue(self) { body() }
        }
        leave()
    }
}

extension ServeEnd {
    /// Runs a call, in a span of its own if the host sent its place in a trace.
    func dispatchTraced(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ call: inout IncomingCall
    ) {
        guard header.flags & RecordHeader.traceFlag != 0 else { return parts.dispatch(&call) }
        let offset = header.flags & RecordHeader.deadlineFlag == 0 ? 0 : 8
        let trace = unsafe TraceContext(lane.pointee.requests.passedBody + offset)
        let interface = parts.served.find(header.method)?.interface.name ?? ""
        let span = ServedSpan("\(interface).\(parts.served.methodName(header.method))", trace)
        span.run { parts.dispatch(&call) }
    }
}
#endif
