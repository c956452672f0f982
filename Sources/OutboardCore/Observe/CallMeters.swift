#if Metrics
internal import CoreMetrics
internal import OutboardSystem

/// What a client's calls tell swift-metrics.
///
/// Any number of threads may use it at once. Made once for a client and all that are derived from it.
final class CallMeters: Sendable {
    private struct OfMethod: Sendable {
        let calls: Counter
        let duration: CoreMetrics.Timer
    }

    private let plugin: String
    private let interface: InterfaceDescriptor
    private let methods: [OfMethod]
    private let inFlight: Meter
    private let queued: Meter
    private let queueCount: @Sendable () -> Int

    init(_ channel: CallChannel, _ interface: InterfaceDescriptor) {
        let plugin = channel.parts.pluginName
        self.plugin = plugin
        self.interface = interface
        methods = interface.methods.indices.map { index in
            let dimensions = [
                ("plugin", plugin), ("interface", interface.name),
                ("method", interface.methodName(UInt16(truncatingIfNeeded: index))),
            ]
            return OfMethod(
                calls: Counter(label: "outboard_calls", dimensions: dimensions),
                duration: CoreMetrics.Timer(label: "outboard_call_duration", dimensions: dimensions))
        }
        inFlight = Meter(label: "outboard_calls_in_flight", dimensions: [("plugin", plugin)])
        queued = Meter(label: "outboard_calls_queued", dimensions: [("plugin", plugin)])
        let tasks = channel.tasks
        queueCount = { tasks.waitingCount }
    }

    /// A call begins.
    func begin() {
        inFlight.increment()
    }

    /// A call has ended.
    func end(_ method: UInt16, nanoseconds: UInt64, _ error: (any Error)?) {
        inFlight.decrement()
        queued.set(queueCount())
        guard Int(method) < methods.count else { return }
        let meters = methods[Int(method)]
        meters.calls.increment()
        meters.duration.recordNanoseconds(nanoseconds)
        guard let error else { return }
        Counter(
            label: "outboard_call_errors",
            dimensions: [
                ("plugin", plugin), ("interface", interface.name), ("method", interface.methodName(method)),
                ("code", Self.code(error)),
            ]
        ).increment()
    }

    /// The code of an error: that of the runtime, or what the plugin's or the host's own errors are.
    private static func code(_ error: any Error) -> String {
        switch error {
        case let error as OutboardError: error.code.description
        case is CancellationError: "cancelled"
        default: "thrown"
        }
    }
}

extension TaskLane {
    /// How many asynchronous calls wait for room, with their arguments encoded or not.
    var waitingCount: Int { state.withLock { $0.held.count + $0.queued.count } }
}
#endif
