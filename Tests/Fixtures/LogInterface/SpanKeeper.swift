// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

#if Tracing
internal import Synchronization
public import Tracing

/// A tracer that hands over each span at its end, and speaks `traceparent`.
public struct SpanKeeper: Tracer {
    /// Where a span stands.
    public struct Place: Sendable, ServiceContextKey {
        public typealias Value = Place
        public var trace: String
        public var span: String
    }

    private let keep: @Sendable (KeptSpan) -> Void

    /// Makes a tracer.
    public init(_ keep: @escaping @Sendable (KeptSpan) -> Void) {
        self.keep = keep
    }

    private static func digits(_ count: Int) -> String {
        (0..<count).map { _ in String(Int.random(in: 1..<16), radix: 16) }.joined()
    }

    public func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let parts = (extractor.extract(key: "traceparent", from: carrier) ?? "").split(separator: "-").map(String.init)
        if parts.count == 4 { context[Place.self] = Place(trace: parts[1], span: parts[2]) }
    }

    public func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context[Place.self] else { return }
        injector.inject("00-\(place.trace)-\(place.span)-01", forKey: "traceparent", into: &carrier)
    }

    public func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> KeptSpan {
        var context = context()
        let parent = context[Place.self]
        context[Place.self] = Place(trace: parent?.trace ?? Self.digits(32), span: Self.digits(16))
        return KeptSpan(operationName, kind, parent: parent?.span ?? "", context, keep)
    }

    public func activeSpan(identifiedBy context: ServiceContext) -> KeptSpan? { nil }

    public func forceFlush() {}
}

/// A span of `SpanKeeper`.
public final class KeptSpan: Span {
    public let context: ServiceContext
    public let kind: SpanKind
    public let parent: String
    private let name: String
    private let failed = Atomic<Bool>(false)
    private let keep: @Sendable (KeptSpan) -> Void

    init(
        _ name: String, _ kind: SpanKind, parent: String, _ context: ServiceContext,
        _ keep: @escaping @Sendable (KeptSpan) -> Void
    ) {
        self.name = name
        self.kind = kind
        self.parent = parent
        self.context = context
        self.keep = keep
    }

    public var trace: String { context[SpanKeeper.Place.self]?.trace ?? "" }
    public var span: String { context[SpanKeeper.Place.self]?.span ?? "" }
    public var hasFailed: Bool { failed.load(ordering: .relaxed) }
    public var isRecording: Bool { true }

    public var operationName: String {
        get { name }
        set {}
    }

    public var attributes: SpanAttributes {
        get { [:] }
        set {}
    }

    public func setStatus(_ status: SpanStatus) { failed.store(true, ordering: .relaxed) }
    public func addEvent(_ event: SpanEvent) {}
    public func addLink(_ link: SpanLink) {}

    public func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {}

    public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) { keep(self) }
}
#endif
