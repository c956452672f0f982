internal import OutboardRing
internal import OutboardSystem
internal import Synchronization

/// An asynchronous call while its task runs: in a plugin, or as a service in a host.
///
/// A method that calls its host back is one call after the other to the rings: each callback answers one, and its outcome
/// begins the next. This follows them.
@safe @usableFromInline
final class TaskCall: Sendable {
    /// The number of the call whose bit counts, in the low half, and whether there is one; or that it is cancelled.
    private let standing: Atomic<UInt64>
    private static let hasCall: UInt64 = 1 << 32
    private static let isDismissed: UInt64 = 1 << 33

    private let end: ServeEnd
    /// The tasks of the lane; nothing for a service in a host.
    private let tasks: LaneTasks?
    /// The instance that the call is one of; nothing for the plugin itself.
    private let instance: ServedInstance?
    /// Where the first call is answered, and has its task.
    private let port: ReplyPort
    private let place: TaskPlace?
    /// Where the call stands, if its caller serves callbacks: others are one call from beginning to end.
    private let course: CallCourse?

    init(_ end: ServeEnd, _ tasks: LaneTasks, _ port: ReplyPort, isServed: Bool, _ instance: ServedInstance?) {
        self.end = end
        self.tasks = tasks
        self.instance = instance
        self.port = port
        let place = tasks.place(callID: port.callID)
        self.place = place
        self.course = isServed ? CallCourse(port, place) : nil
        self.standing = Atomic(UInt64(port.callID) | Self.hasCall)
        instance?.enter()
    }

    /// A call that a host serves.
    init(serving end: ServeEnd, _ port: ReplyPort) {
        self.end = end
        self.tasks = nil
        self.instance = nil
        self.port = port
        self.place = nil
        self.course = nil
        self.standing = Atomic(0)
    }

    /// Whether its caller serves callbacks.
    var isServed: Bool { course != nil }

    /// Whether the caller no longer waits.
    var isCancelled: Bool {
        guard let tasks else { return Task.isCancelled }
        let now = standing.load(ordering: .relaxed)
        if now & Self.isDismissed != 0 { return true }
        guard now & Self.hasCall != 0, tasks.bit(callID: UInt32(truncatingIfNeeded: now)).isSet else { return false }
        // The bit of a call that has been answered may be another's.
        return standing.load(ordering: .relaxed) == now
    }

    /// Runs the call's work as the current task; it must call `finish()` before it answers.
    func run(_ context: CallContext, _ work: @escaping @Sendable () async -> Void) async {
        unsafe await withUnsafeCurrentTask { current in
            unsafe course?.task.enter(current) { false }
            unsafe place?.enter(current) { isCancelled }
            await CallContext.$ofTask.withValue(context) { await work() }
            course?.task.leave()
        }
        instance?.leave()
        end.tasks.subtract(1, ordering: .releasing)
    }

    /// Notes that the call is about to be answered; waits for a callback that is under way.
    ///
    /// From then on its place and its bit may be another call's.
    ///
    /// - Returns: Where to answer; nothing if nobody is there any more.
    @usableFromInline
    func finish() async -> ReplyPort? {
        guard let course else {
            leave(place)
            return port
        }
        await course.turn.take()
        defer { course.turn.give() }
        let (last, place) = course.take(isOver: true)
        leave(place)
        return last
    }

    /// Lets go of the present call.
    private func leave(_ place: TaskPlace?) {
        place?.leave()
        // Relaxed: the answer that follows is published with release order, and a bit that the host sets for a later
        // call is loaded with acquire order.
        standing.store(0, ordering: .relaxed)
    }

    // MARK: Callbacks

    /// Answers the present call with a callback, and suspends the task until its outcome has begun the next one.
    func ask(_ request: CallbackRequest) async throws -> AsyncAnswer {
        guard let course else { throw WaitingCallbacks.lost }
        await course.turn.take()
        defer { course.turn.give() }
        if isCancelled { throw CancellationError() }
        try Task.checkCancellation()
        if course.isOver {
            throw OutboardError(
                code: .notSent, message: "the call is over whose caller served this: keep the method running")
        }
        return try await withCheckedThrowingContinuation { continuation in
            let (port, place) = course.take(isOver: false)
            leave(place)
            guard let port,
                end.callbacks.add(WaitingCallback(call: self, continuation: continuation), port.callID)
            else { return continuation.resume(throwing: WaitingCallbacks.lost) }
            // Not looked at any more if it was sent: the outcome may be there.
            if !port.send(request), let callback = end.callbacks.take(port.callID) {
                let count = request.arguments.count
                let error = OutboardError(
                    code: .payloadTooLarge,
                    message: "the arguments take \(count) bytes, too many for the host; the call has failed")
                callback.continuation.resume(throwing: error)
            }
        }
    }

    /// Goes on as another call.
    ///
    /// - Parameters:
    ///   - port: Where that is answered.
    ///   - isDismissed: Whether nobody waits for the answer.
    func goOn(_ port: ReplyPort, isDismissed: Bool) {
        guard let tasks, let course else { return }
        let place = tasks.place(callID: port.callID)
        course.goOn(port, place)
        standing.store(
            UInt64(port.callID) | Self.hasCall | (isDismissed ? Self.isDismissed : 0), ordering: .relaxed)
        place.enter(taskOf: course.task) { isCancelled }
    }
}
