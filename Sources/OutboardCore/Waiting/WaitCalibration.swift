internal import OutboardSystem
internal import Synchronization

/// What waiting costs on this machine, measured between two threads of this process when its first plugin starts.
///
/// Takes about 2 ms beside the start. A plugin takes no part in it, so it cannot lie.
public struct WaitCalibration: Sendable, Hashable, CustomStringConvertible {
    /// Processors that this process may use, its quota included.
    public var usableProcessors: Int
    /// A round trip between two processors that poll; nil where nothing may poll.
    public var polling: Duration?
    /// A round trip between threads that sleep on two processors; nil where there is one.
    public var parked: Duration?
    /// A round trip between threads that sleep on one processor, each held there across its waits where that is needed.
    public var handoff: Duration?

    /// How long `.adaptive` polls before it sleeps: as long as waking up across processors takes, from 25 to 100 µs.
    ///
    /// Whoever polls that long and then sleeps has spent at most twice what the best choice would have cost.
    public var pollBudget: Duration {
        guard usableProcessors > 1 else { return .zero }
        guard let parked else { return .microseconds(50) }
        return min(.microseconds(100), max(.microseconds(25), parked))
    }

    /// Whether two threads that sleep are better off on one processor.
    public var prefersHandoff: Bool {
        guard let handoff, let parked else { return false }
        return handoff < parked
    }

    /// All of it in one line.
    public var description: String {
        func text(_ duration: Duration?) -> String {
            guard let duration else { return "not measured" }
            let nanoseconds = duration.clampedNanoseconds
            return nanoseconds < 10_000 ? "\(nanoseconds) ns" : "\(nanoseconds / 1000) µs"
        }
        return "\(usableProcessors) usable processors; a round trip takes \(text(polling)) polling, \(text(parked)) "
            + "parked, \(text(handoff)) parked on one processor; polls up to \(text(pollBudget))"
    }

    // MARK: The one of this process

    private static let measured = OneShot<WaitCalibration>()
    private static let isBegun = Atomic<Bool>(false)
    /// Read by every wait; 50 µs until measured.
    private static let budget = Atomic<UInt64>(50_000)
    private static let handsOff = Atomic<Bool>(false)

    /// Nanoseconds of `pollBudget`, as far as known.
    package static var pollNanoseconds: UInt64 { budget.load(ordering: .relaxed) }
    /// `prefersHandoff`, as far as known.
    static var prefersHandoff: Bool { handsOff.load(ordering: .relaxed) }

    /// The measurements of this process, once there are any.
    package static var current: WaitCalibration? { measured.wait(timeoutNanoseconds: 0) }

    /// What wants to know the measurements; nil when they are there.
    private static let curious = Locked<[@Sendable (WaitCalibration) -> Void]?>([])

    /// Runs a closure with the measurements, now or on another thread as soon as there are any.
    package static func whenKnown(_ body: @escaping @Sendable (WaitCalibration) -> Void) {
        let isKnown = curious.withLock { curious in
            curious?.append(body)
            return curious == nil
        }
        if isKnown, let current { body(current) }
    }

    /// Measures, on threads of its own, unless that has been begun already.
    package static func begin() {
        guard !isBegun.exchange(true, ordering: .relaxed) else { return }
        // Without threads there is nothing to measure, and the defaults stay.
        try? DedicatedThread.start(named: "outboard-tune") {
            let result = WaitRoundTrips.measure(processors: SpinGate.processors)
            budget.store(result.pollBudget.clampedNanoseconds, ordering: .relaxed)
            handsOff.store(result.prefersHandoff, ordering: .relaxed)
            measured.fulfil(result)
            let curious = curious.withLock { curious in
                defer { curious = nil }
                return curious ?? []
            }
            for body in curious { body(result) }
        }
    }
}
