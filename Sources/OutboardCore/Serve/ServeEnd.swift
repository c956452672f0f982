internal import Glibc
package import OutboardRing
internal import OutboardSystem
internal import Synchronization

/// The plugin's end of its lanes: one worker thread for each.
///
/// A worker takes calls from its lane and runs them on the spot; what is `async` in the plugin continues as a task. The
/// host is trusted here: it could run anything in this process anyway.
@safe
package final class ServeEnd: @unchecked Sendable {
    /// What the plugin's end of one lane waits on and rings.
    package struct LaneDescriptors: Sendable {
        /// The epoll instance made by the host.
        package var waits: Int32
        /// The eventfd that wakes the host.
        package var bell: Int32

        /// Creates the pair.
        package init(waits: Int32, bell: Int32) {
            self.waits = waits
            self.bell = bell
        }
    }

    /// What the plugin's end is made of.
    package struct Parts: Sendable {
        /// The sizes.
        package var geometry: Geometry
        /// The lanes of H.
        package var hostLanes: [LaneMemory]
        /// The lanes of P.
        package var pluginLanes: [LaneMemory]
        /// Descriptors for each lane.
        package var descriptors: [LaneDescriptors]
        /// What is served.
        package var served: ServedInterfaces
        /// Allocates a lane's bulk area in P.
        package var populateBulk: @Sendable (_ lane: Int, _ byteCount: Int) throws -> Void
        /// Runs a call.
        package var dispatch: @Sendable (inout IncomingCall) -> Void
        /// What the plugin wants to call in its host.
        package var hostInterfaces: [InterfaceDescriptor] = []
        /// Keeps the rest of asynchronous methods where they are no tasks of their own: in a host.
        var service: ServiceWork?
        /// Receives lines of text about one-way calls that failed.
        package var tell: @Sendable (String) -> Void = { StandardError.write($0) }

        /// Creates the parts of a plugin's end.
        package init(
            geometry: Geometry, hostLanes: [LaneMemory], pluginLanes: [LaneMemory], descriptors: [LaneDescriptors],
            interfaces: [InterfaceDescriptor],
            populateBulk: @escaping @Sendable (_ lane: Int, _ byteCount: Int) throws -> Void,
            dispatch: @escaping @Sendable (inout IncomingCall) -> Void
        ) {
            self.geometry = geometry
            self.hostLanes = hostLanes
            self.pluginLanes = pluginLanes
            self.descriptors = descriptors
            self.served = ServedInterfaces(interfaces)
            self.populateBulk = populateBulk
            self.dispatch = dispatch
        }
    }

    let parts: Parts
    let lanes: UnsafeMutablePointer<RequestLane>
    private let replyLanes: UnsafeMutablePointer<ReplyLane>
    /// Attachments that came over the control socket and are not yet used.
    package let attachments = AttachmentTable()
    /// The callbacks that methods wait for.
    let callbacks = WaitingCallbacks()
    /// The plugin's further instances.
    package let instances: ServedInstances
    let isStopping = Atomic<Bool>(false)
    let tasks = Atomic<Int>(0)
    /// One-way calls that failed.
    let failures: OneWayFailures
    /// The buffers that the host has lent.
    package let buffers: BorrowedBuffers

    /// Creates the plugin's end over mapped segments.
    ///
    /// - Parameters:
    ///   - parts: What it is made of.
    ///   - instances: Those that the plugin has from an earlier host.
    package init(_ parts: Parts, instances: ServedInstances = ServedInstances()) {
        self.parts = parts
        self.instances = instances
        self.failures = OneWayFailures(tell: parts.tell)
        let count = parts.geometry.lanes
        self.buffers = BorrowedBuffers(lanes: count)
        unsafe self.lanes = .allocate(capacity: count)
        unsafe self.replyLanes = .allocate(capacity: count)
        for index in 0..<count {
            let replies = unsafe replyLanes + index
            unsafe replies.initialize(to: ReplyLane(parts, index: index, attachments: attachments))
            unsafe (lanes + index).initialize(
                to: RequestLane(self, index: index, attachments: attachments, replies: replies))
        }
    }

    deinit {
        let count = parts.geometry.lanes
        unsafe lanes.deinitialize(count: count)
        unsafe lanes.deallocate()
        unsafe replyLanes.deinitialize(count: count)
        unsafe replyLanes.deallocate()
    }

    /// Starts the worker threads.
    package func start() throws {
        for index in 0..<parts.geometry.lanes {
            try DedicatedThread.start(named: "outboard-lane-\(index)") { [self] in
                work(lane: index)
            }
        }
    }

    /// Whether no call is being run and none waits to be.
    package var isIdle: Bool {
        let lanesAreIdle = (0..<parts.geometry.lanes).allSatisfy { index in
            // In this order: a worker says that it runs a call before it says that it has taken it, so that one of the
            // looks below sees the call whatever the worker does meanwhile.
            let control = parts.pluginLanes[index].control
            let isReady = parts.hostLanes[index].consumer(at: control.taken).isReady
            return !isReady && !control.isRunningCall
        }
        // After the lanes: a worker counts the task of a call before it says that it no longer runs the call.
        return lanesAreIdle && tasks.load(ordering: .acquiring) == 0
    }

    /// Waits until everything has been begun that lies in the rings at this moment.
    ///
    /// Looks five times a millisecond; not on the thread that reads the control socket, because calls may wait for what
    /// comes over that.
    package func waitUntilPassed() {
        for index in 0..<parts.geometry.lanes {
            let control = parts.pluginLanes[index].control
            let first = control.taken
            // A ring has no more records than slots: those that come later are not waited for.
            while !isStopping.load(ordering: .relaxed), parts.hostLanes[index].consumer(at: control.taken).isReady,
                control.taken &- first < UInt32(truncatingIfNeeded: parts.geometry.slots)
            { usleep(200) }
        }
    }

    /// How many one-way calls have failed.
    package var failureCount: Int { failures.count }

    /// Tells of the failures that have been kept back.
    package func tellOfFailures() { failures.finish() }

    /// Cancels the tasks of all calls that the host has given up.
    ///
    /// On a thread that the plugin's code does not hold up: one that runs into its own cancellation would wait for ever.
    package func cancelAbandoned() {
        // Pairs with the fence of the host between the bits and its look whether this thread was told to look already.
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        for index in 0..<parts.geometry.lanes { unsafe lanes[index].tasks.cancelAbandoned() }
    }

    /// Lets the workers end when they have run what is published.
    ///
    /// Wakes those that sleep.
    package func stop(wake: (Int) -> Void) {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        attachments.close()
        callbacks.close()
        for index in 0..<parts.geometry.lanes { wake(index) }
    }
}
