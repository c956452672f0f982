#if Metrics || Tracing
internal import OutboardSystem
#if Tracing
internal import Tracing
#endif

/// What is told about one call to swift-metrics and swift-distributed-tracing, where the package's traits ask for it.
@usableFromInline
struct CallObservation: Sendable {
    /// Makes the call.
    @usableFromInline let caller: Caller
    #if Metrics
    private let meters: CallMeters
    private let method: UInt16
    private let began: UInt64
    #endif
    #if Tracing
    private let span: any Span
    #endif

    /// Begins a call.
    @usableFromInline
    init(_ caller: Caller, _ method: UInt16) {
        #if Metrics
        self.meters = caller.binding.meters
        self.method = method
        self.began = MonotonicClock.now()
        meters.begin()
        #endif
        #if Tracing
        let interface = caller.binding.interface
        span = startSpan("\(interface.name).\(interface.methodName(method))", ofKind: .client)
        self.caller = TraceContext(injecting: span.context).map { caller.tracing($0) } ?? caller
        #else
        self.caller = caller
        #endif
    }

    /// Ends the call.
    ///
    /// - Parameter error: Why it failed, if it did.
    @usableFromInline
    func end(_ error: (any Error)?) {
        #if Metrics
        meters.end(method, nanoseconds: MonotonicClock.now() &- began, error)
        #endif
        #if Tracing
        if let error {
            span.recordError(error)
            span.setStatus(SpanStatus(code: .error))
        }
        span.end()
        #endif
    }
}
#endif
