internal import OutboardRing
internal import OutboardSystem

/// What a method can learn about the call that it runs for: until when it is wanted, and whether it still is.
///
/// ```swift
/// func resize(image: Image) throws -> Image {
///     let call = CallContext.current
///     for row in image.rows {
///         try call.checkCancellation()
///         …
///     }
/// }
/// ```
///
/// A caller gives up when its deadline or time-out passes or its task is cancelled. The task of an `async` method is
/// cancelled then as well, so that what it awaits ends early.
///
/// A value that can be handed to other threads and tasks, as long as they end before the call: afterwards it says that
/// the call is not cancelled, or nothing that means anything if the method is synchronous.
public struct CallContext: Sendable {
    /// The context that the tasks of asynchronous calls have.
    @TaskLocal static var ofTask: CallContext?

    // Keeps the memory that the bit lies in.
    let end: ServeEnd?
    let task: TaskCall?
    private let bit: CancellationBit?
    /// In nanoseconds of CLOCK_MONOTONIC, 0 for none.
    private let deadlineNanoseconds: UInt64

    init(end: ServeEnd?, task: TaskCall?, bit: CancellationBit?, deadlineNanoseconds: UInt64) {
        self.end = end
        self.task = task
        self.bit = bit
        self.deadlineNanoseconds = deadlineNanoseconds
    }

    /// The call that the calling method runs for.
    ///
    /// Found on the thread that runs a synchronous method, in the task of an `async` method, and in the tasks that
    /// inherit its task-local values. Everywhere else, a call without a deadline that is never cancelled: a test that
    /// uses an implementation without a plugin needs no other. Costs some nanoseconds; does not allocate.
    public static var current: CallContext {
        if let context = ofTask { return context }
        if let lane = unsafe ServedLane.current { return unsafe lane.pointee.runningCall() }
        return CallContext(end: nil, task: nil, bit: nil, deadlineNanoseconds: 0)
    }

    /// Whether the caller no longer waits; the answer, when it comes, is dropped.
    ///
    /// One load, of a line of memory that is written only when a call is given up. Becomes true some microseconds after
    /// that.
    public var isCancelled: Bool {
        // A task's call may go on under another number, with another bit.
        if let task { return task.isCancelled }
        return bit?.isSet == true
    }

    /// Ends the method if the caller no longer waits.
    ///
    /// - Throws: `CancellationError` if `isCancelled`.
    public func checkCancellation() throws(CancellationError) {
        if isCancelled { throw CancellationError() }
    }

    /// When the caller gives up, if it called with a deadline.
    ///
    /// Nothing for a call that has only a time-out, which the host keeps to itself: `isCancelled` tells when that has
    /// passed. Needs no look at the clock.
    public var deadline: SuspendingClock.Instant? {
        guard deadlineNanoseconds != 0 else { return nil }
        // The clock is CLOCK_MONOTONIC on Linux, which begins with the machine.
        return SuspendingClock().systemEpoch.advanced(by: .nanoseconds(Int64(clamping: deadlineNanoseconds)))
    }

    /// How much time is left, if the call has a deadline; nothing of it is left when that has passed.
    ///
    /// Looks at the clock: about 20 ns.
    public var timeLeft: Duration? {
        guard deadlineNanoseconds != 0 else { return nil }
        let now = MonotonicClock.now()
        return .nanoseconds(Int64(clamping: deadlineNanoseconds > now ? deadlineNanoseconds - now : 0))
    }
}
