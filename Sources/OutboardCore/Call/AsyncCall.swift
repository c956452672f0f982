internal import Synchronization

/// An asynchronous call, from its task's wish to its end.
///
/// What changes is guarded by the lock of the call's `TaskLane`.
final class AsyncCall: @unchecked Sendable {
    /// Where a call stands.
    enum Stage {
        /// Not yet known to the lane.
        case new
        /// Its arguments are not encoded, because too much waits already; its task is suspended.
        case held(CheckedContinuation<Void, any Error>)
        /// Its task encodes the arguments.
        case admitted
        /// Its arguments are encoded and wait for room in the ring; its task is suspended, unless nobody waits for it.
        case queued(CheckedContinuation<AsyncAnswer, any Error>?, EncodedArguments)
        /// The plugin has it; its task is suspended.
        case published(CheckedContinuation<AsyncAnswer, any Error>, callID: UInt32)
        /// It was answered with a callback, which its task serves.
        case serving
        /// Over: its task has been resumed.
        case ended
        /// Over while its task was not suspended: the task finds the error when it comes.
        case failed(any Error)
    }

    let binding: CallBinding
    let method: UInt16
    /// Of its arguments, or of what its callback has come to.
    var byteCount: Int
    /// What the plugin may ask of its caller; nothing if that serves nothing.
    let wanted: WantedInterfaces?
    /// Whether it goes on after a callback.
    var isResumption = false
    /// What was answered with the callback that is served.
    var requestID: UInt32 = 0
    /// The task that serves it, if its caller serves anything.
    let service: TaskPlace?
    /// Whether it ends when the plugin has it.
    let isOneWay: Bool
    /// In nanoseconds of CLOCK_MONOTONIC.
    let began: UInt64
    /// In nanoseconds of CLOCK_MONOTONIC, the largest number for none.
    let deadline: UInt64
    var stage = Stage.new
    /// The call's place in the lane's `DeadlineHeap`, negative if it is not there.
    var heapIndex = -1
    private let isHandedOver = Atomic<Bool>(false)

    /// Creates a call.
    ///
    /// - Parameters:
    ///   - binding: What it is made with.
    ///   - method: The ordinal of the method.
    ///   - byteCount: Of its arguments.
    ///   - isOneWay: Whether it ends when the plugin has it.
    ///   - now: In nanoseconds of CLOCK_MONOTONIC.
    ///   - isLimited: Whether the deadline or time-out of the binding holds for it.
    init(
        _ binding: CallBinding, _ method: UInt16, byteCount: Int, isOneWay: Bool = false, now: UInt64,
        isLimited: Bool = true
    ) {
        self.wanted = isOneWay ? nil : binding.wanted
        self.service = wanted == nil ? nil : TaskPlace()
        self.binding = binding
        self.method = method
        self.byteCount = byteCount
        self.isOneWay = isOneWay
        self.began = now
        self.deadline = isLimited ? binding.options.deadline(from: now) : .max
    }

    // The continuation orders what is before its resumption and what the task does then. The thread sanitizer does not see
    // that where a task is resumed before it is suspended, because the runtime of Swift 6.3 does not tell it; but it sees
    // these two.

    /// Says that the outcome is complete; before the task is resumed.
    func handOver() {
        // Release: pairs with the acquire in `takeOver`.
        isHandedOver.store(true, ordering: .releasing)
    }

    /// Sees the outcome complete; in the task, before anything looks at it.
    func takeOver() {
        // Acquire: pairs with the release in `handOver`.
        _ = isHandedOver.load(ordering: .acquiring)
    }

    /// The name of the method, for messages.
    var name: String { binding.name(method) }

    /// What the call takes of the bytes that may wait to be published, with something for the call itself.
    var queuedBytes: Int { byteCount &+ 64 }

    /// The error of a call whose deadline has passed.
    func timeout(now: UInt64, wasSent: Bool) -> OutboardError {
        let age = now > began ? now - began : 0
        if wasSent { return binding.unanswered(method, age: age) }
        return OutboardError(
            code: .timeout, message: "\(binding.unsent(method)) within \(CallFate.describe(age: age))")
    }
}
