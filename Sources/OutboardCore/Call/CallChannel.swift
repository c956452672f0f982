internal import OutboardRing
package import OutboardSystem
internal import Synchronization
internal import SystemPackage

/// The host's end of one generation of a plugin: its lanes, and the calls on them.
///
/// Any number of threads may call at once. A call takes a lane for itself: one compare-and-swap in private memory, on a
/// line that only callers touch. When there are more callers than lanes they wait for one in private memory.
///
/// The last lane is not handed out: it carries the asynchronous calls, see `TaskLane`.
@safe
public final class CallChannel: @unchecked Sendable {
    /// What a channel is made of.
    package struct Parts: Sendable {
        /// The mapped segments.
        package var segments: SegmentPair
        /// The bells of each lane.
        package var bells: [LaneBells]
        /// How the host's end waits.
        package var policy: WaitPolicy
        /// The largest argument or result, in bytes.
        package var maximumPayload: Int
        /// How many bytes the plugin may have been lent for results at a time.
        package var maximumLent: Int
        /// Sends a file to the plugin over the control socket.
        package var sendAttachment: @Sendable (Attachment, AttachmentMessage) throws -> Void
        /// Tells the plugin that nothing is lent for a reply; needs neither memory nor descriptors.
        package var refuseAttachment: @Sendable (AttachmentMessage) throws -> Void
        /// Tells the waiting thread that an asynchronous call has an earlier deadline than it knows of.
        package var deadlineChanged: @Sendable () -> Void
        /// Asks the waiting thread to look after a lane whose caller gave up: `recover(_:)` at each bell.
        ///
        /// Or not to.
        package var watchStalledLane: @Sendable (Int, Bool) -> Void
        /// Ends the plugin because of what it wrote.
        ///
        /// Returns at once.
        package var violated: @Sendable (ProtocolViolation) -> Void
        /// The descriptors that tell of the plugin's end, and by what; the lanes' own sets have them too.
        package var ends: [(descriptor: Int32, events: Epoll.Events)] = []
        /// Makes what a thread waits on that calls a group to which this plugin belongs.
        package var makeWaitSet: @Sendable () throws -> any WaitSet = { try EpollSet() }
        /// Has the plugin cancel the tasks of the calls that were given up.
        ///
        /// Returns at once. Called without a lock.
        package var cancelTasks: @Sendable () -> Void = {}
        /// What the plugin is called in messages: "plugin resizer (pid 71)".
        package var title = "the plugin"
        #if Metrics
        /// The name of the plugin, for swift-metrics.
        package var pluginName = ""
        #endif
        /// After how many nanoseconds a call that was given up is overdue, the largest number for never.
        package var stuckGrace: UInt64 = .max

        /// Creates the parts of a channel.
        package init(
            segments: SegmentPair, bells: [LaneBells], policy: WaitPolicy, maximumPayload: Int, maximumLent: Int,
            sendAttachment: @escaping @Sendable (Attachment, AttachmentMessage) throws -> Void,
            refuseAttachment: @escaping @Sendable (AttachmentMessage) throws -> Void,
            deadlineChanged: @escaping @Sendable () -> Void,
            watchStalledLane: @escaping @Sendable (Int, Bool) -> Void,
            violated: @escaping @Sendable (ProtocolViolation) -> Void
        ) {
            self.segments = segments
            self.bells = bells
            self.policy = policy
            self.maximumPayload = maximumPayload
            self.maximumLent = maximumLent
            self.sendAttachment = sendAttachment
            self.refuseAttachment = refuseAttachment
            self.deadlineChanged = deadlineChanged
            self.watchStalledLane = watchStalledLane
            self.violated = violated
        }
    }

    let parts: Parts
    let lanes: UnsafeMutablePointer<HostLane>
    let pool: LanePool
    /// What may still be lent for results.
    let lending: LendingBudget
    let spinNanoseconds: UInt64
    /// How often a caller looks at its ring before it looks at anything else: about two microseconds, without a clock.
    ///
    /// None where polling makes no sense.
    let eagerPolls: Int
    /// Calls that were given up and are not answered.
    let abandoned: AbandonedCalls
    /// Calls that are waited for.
    let notes: CallNotes
    /// What the plugin wants of its hosts, once it has said so.
    private let wanted = OneShot<WantedInterfaces>()
    private let fate = OneShot<CallFate>()
    /// Whether new calls are refused, and why.
    private let refusal = OneShot<CallFate>()
    private let isRefusing = Atomic<Bool>(false)
    /// Whether calls are refused because another generation has them, and this one finishes what it has.
    let isRetiring = Atomic<Bool>(false)
    private let isOver = Atomic<Bool>(false)
    /// The asynchronous calls.
    package let tasks: TaskLane

    /// Creates the host's end over mapped segments.
    package init(_ parts: Parts) {
        let count = parts.segments.geometry.lanes
        self.parts = parts
        let abandoned = AbandonedCalls(grace: parts.stuckGrace, wake: parts.deadlineChanged)
        self.abandoned = abandoned
        self.notes = CallNotes(lanes: count)
        unsafe self.lanes = .allocate(capacity: count)
        for index in 0..<count {
            unsafe (lanes + index).initialize(
                to: HostLane(
                    segments: parts.segments, index: index, bells: parts.bells[index], abandoned: abandoned))
            // Polling without end begins with a lane's first call: few workers of a process may poll, and those of idle lanes
            // would keep out the others for ever. The last lane has no calls of that policy.
            if parts.policy.value != .spin {
                unsafe (lanes + index).pointee.pace.adopt(parts.policy.value, (lanes + index).pointee.own)
            } else if index == count - 1 {
                unsafe (lanes + index).pointee.pace.adopt(WaitPolicy.adaptive.value, (lanes + index).pointee.own)
            }
        }
        self.lending = LendingBudget(limit: parts.maximumLent)
        let peers = (0..<count).map { parts.segments.pluginLane($0).control }
        self.pool = LanePool(count: max(1, count - 1), taken: { peers[$0].taken })
        self.spinNanoseconds = parts.policy.spinNanoseconds
        self.eagerPolls = spinNanoseconds > 0 ? Spin.pollsOfTwoMicroseconds : 0
        self.tasks = unsafe TaskLane(lane: lanes + (count - 1))
    }

    deinit {
        let count = parts.segments.geometry.lanes
        unsafe lanes.deinitialize(count: count)
        unsafe lanes.deallocate()
    }

    /// Notes what the plugin wants to call in its hosts.
    package func adopt(_ wanted: WantedInterfaces) { self.wanted.fulfil(wanted) }

    /// What the plugin wants to call in its hosts; nothing before its welcome.
    var wantedInterfaces: WantedInterfaces? { wanted.wait(timeoutNanoseconds: 0) }

    // MARK: The end

    /// Whether calls are accepted.
    @inline(__always)
    var isOpen: Bool { !isRefusing.load(ordering: .acquiring) }

    /// Whether calls are accepted, for other modules.
    package var acceptsCalls: Bool { isOpen }

    /// The error of a call that is not accepted.
    func refusalError(_ name: String) -> OutboardError {
        (refusal.wait(timeoutNanoseconds: 0) ?? awaitFate()).notSent(method: name)
    }

    /// Whether the plugin is gone.
    package var isClosed: Bool { isOver.load(ordering: .acquiring) }

    /// Fails all later calls; those in flight go on.
    package func refuseNewCalls(_ fate: CallFate) {
        isRetiring.store(false, ordering: .releasing)
        refuse(fate)
    }

    /// Refuses calls that have not begun.
    func refuse(_ fate: CallFate) {
        refusal.fulfil(fate)
        isRefusing.store(true, ordering: .sequentiallyConsistent)
    }

    /// Fails all calls in flight and all later ones.
    ///
    /// Only the first fate counts.
    package func close(_ fate: CallFate) {
        // The fate first: whoever sees the flag finds it.
        refuseNewCalls(fate)
        self.fate.fulfil(fate)
        isOver.store(true, ordering: .releasing)
        abandoned.close()
        tasks.close(fate)
        pool.wakeAll()
    }

    /// The fate, for a caller that saw the process end: the thread that reaps it needs a moment to find out why.
    ///
    /// - Parameter known: What the caller knows, for its own error, if that takes longer than anybody would wait.
    /// - Returns: The fate, or what is known.
    func awaitFate(
        _ known: CallFate = CallFate(
            code: .lost, message: "the plugin ended, and its exit status did not become known")
    ) -> CallFate {
        fate.wait(timeoutNanoseconds: Self.patience) ?? known
    }

    /// The fate, if it becomes known before a deadline in nanoseconds of CLOCK_MONOTONIC, and soon.
    func awaitFate(before deadline: UInt64, now: UInt64) -> CallFate? {
        fate.wait(timeoutNanoseconds: min(deadline > now ? deadline - now : 0, Self.patience))
    }

    /// How long a thread waits to be told why a plugin has ended.
    private static let patience: UInt64 = 2_000_000_000

    /// Ends the plugin because of what it wrote.
    ///
    /// - Parameters:
    ///   - violation: What that was.
    ///   - method: The name of the method whose call noticed.
    ///   - age: How long that call took, in nanoseconds.
    ///   - mayBlock: Whether to wait for the whole story.
    /// - Returns: The error of that call.
    func violate(
        _ violation: ProtocolViolation, method: String, age: UInt64, mayBlock: Bool = true
    ) -> OutboardError {
        parts.violated(violation)
        let known = CallFate(
            code: .violated, message: "the plugin was killed because it broke the protocol: \(violation)")
        let told = mayBlock ? awaitFate(known) : fate.wait(timeoutNanoseconds: 0) ?? known
        return told.inFlight(method: method, age: age)
    }

    // MARK: Lanes

    /// Takes a lane for the calling thread, waiting for one if all are in use.
    @inline(__always)
    func takeLane(_ binding: CallBinding, _ method: UInt16) throws -> UnsafeMutablePointer<HostLane> {
        let index = if let own = pool.takeOwn() { own } else { try pool.takeAny(binding, method) }
        return unsafe adopt(index, binding)
    }

    /// A lane that was taken, set to wait as its callers want.
    @inline(__always)
    func adopt(_ index: Int, _ binding: CallBinding) -> UnsafeMutablePointer<HostLane> {
        let lane = unsafe lanes + index
        if unsafe lane.pointee.pace.policy != binding.policy {
            unsafe lane.pointee.pace.adopt(binding.policy, lane.pointee.own)
        }
        unsafe lane.pointee.firstOrdinal = binding.place.firstOrdinal
        return unsafe lane
    }

    /// Gives a lane back.
    @inline(__always)
    func release(_ lane: UnsafeMutablePointer<HostLane>) {
        unsafe lane.pointee.releasePayload()
        unsafe lane.pointee.pace.noteEnd()
        if unsafe lane.pointee.calls.abandonedCount > 0 || lane.pointee.isWatched {
            unsafe releaseStalled(lane)
        } else if unsafe lane.pointee.requests.position != lane.pointee.taken {
            pool.give(unsafe Int(lane.pointee.index), as: LanePool.State.behind)
        } else {
            pool.give(unsafe Int(lane.pointee.index), isStalled: false)
        }
    }

    /// Gives a lane back on which a call still runs whose caller gave up, or that is still watched because of one.
    ///
    /// The watch is changed by who holds the lane alone, and before the lane is given back. Arm, fence, look again: an
    /// answer that comes after the last look rings the bell that is watched by then. If that happens before the lane is
    /// given back, the pool knows of it, and the loop looks once more.
    @inline(never)
    private func releaseStalled(_ lane: UnsafeMutablePointer<HostLane>) {
        let index = unsafe Int(lane.pointee.index)
        if unsafe !lane.pointee.isBroken && !isClosed && !lane.pointee.isWatched {
            parts.watchStalledLane(index, true)
            unsafe lane.pointee.isWatched = true
        }
        while unsafe !lane.pointee.isBroken && !isClosed {
            unsafe dropAnswers(lane)
            unsafe lane.pointee.own.arm(at: lane.pointee.replies.position)
            if unsafe lane.pointee.replies.isReady { continue }
            if unsafe lane.pointee.calls.abandonedCount == 0 {
                parts.watchStalledLane(index, false)
                unsafe lane.pointee.isWatched = false
                let isBehind = unsafe lane.pointee.requests.position != lane.pointee.taken
                // Where calls are refused nobody is to find a lane that was not free when that was looked at.
                let left = isBehind ? LanePool.State.behind : LanePool.State.free
                pool.give(index, as: isOpen ? left : LanePool.State.retired)
                return
            }
            if pool.giveStalled(index) { return }
        }
        pool.give(index, isStalled: true)
    }

    /// Takes the late answers on a lane that nobody uses, for the waiting thread.
    ///
    /// A plugin may wait for an attachment to put such an answer into, and cannot end before it is told no.
    package func recover(_ index: Int) {
        guard pool.takeStalled(index) else { return }
        unsafe release(lanes + index)
    }

    private func dropAnswers(_ lane: UnsafeMutablePointer<HostLane>) {
        do throws(ProtocolViolation) {
            while unsafe lane.pointee.replies.isReady {
                let header = unsafe lane.pointee.replies.copyHeader()
                if case .lease(let callID, let byteCount) = try unsafe lane.pointee.takeReply(header) {
                    try unsafe lend(lane, callID, byteCount)
                }
            }
        } catch {
            unsafe lane.pointee.isBroken = true
            parts.violated(error)
        }
    }

    /// Hands the attachment of the open call to the plugin.
    @inline(never)
    func sendArguments(_ lane: UnsafeMutablePointer<HostLane>, name: (UInt16) -> String) throws {
        guard let attachment = unsafe lane.pointee.takeAttachment() else { return }
        do {
            // No writable mapping is left, so the kernel accepts the seal: the plugin reads bytes that nobody changes.
            try attachment.file.seal([.shrink, .grow, .write, .seal])
            try parts.sendAttachment(
                attachment,
                AttachmentMessage(
                    lane: unsafe lane.pointee.index, callID: unsafe lane.pointee.openID, purpose: .arguments))
        } catch {
            let method = unsafe lane.pointee.openMethod
            unsafe lane.pointee.forgetOpen()
            if let error = error as? Errno, error == .brokenPipe || error == .connectionReset {
                // The lane of the tasks is also used by the thread that finds out: it must not wait for itself.
                let known = CallFate(code: .lost, message: "the plugin is on its way out")
                let isForTasks = unsafe lane == tasks.lane
                let told = isForTasks ? fate.wait(timeoutNanoseconds: 0) ?? known : awaitFate()
                throw told.notSent(method: name(method))
            }
            throw OutboardError(
                code: .payloadTooLarge,
                message: "the arguments of \(name(method)) could not be handed to the plugin: \(error)")
        }
    }
}
