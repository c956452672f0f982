internal import OutboardRing
internal import OutboardSystem

/// A plugin that runs in this process, behind the same rings, records and encodings as a real one.
///
/// For tests of interfaces and plugins: no program has to be built, breakpoints and sanitizers see both sides. There is
/// no isolation: a trap in the plugin's code ends the tests.
///
/// ```swift
/// let plugin = try InProcessPlugin(serving: GreeterDispatcher(MyGreeter()))
/// let greeter = try plugin.client(GreeterClient.self)
/// #expect(try greeter.greet(name: "Ada") == "Hello, Ada")
/// ```
///
/// Any number of threads and tasks may use it at once. Stops when the last reference goes: clients do not keep it.
public final class InProcessPlugin<Dispatcher: InterfaceDispatcher>: Sendable {
    private let channel: CallChannel
    private let end: ServeEnd
    private let bells: [LaneBells]
    private let stopping = Flag()
    private let cancellation = Flag()

    /// Connects a host's end and a plugin's end inside this process.
    ///
    /// - Parameters:
    ///   - dispatcher: Runs the calls.
    ///   - hostInterfaces: What the implementation calls in its host, as `Plugin.hostInterfaces` says it.
    ///   - lanes: How many synchronous calls can run at the same time, 1 to 63.
    ///   - slots: Records of each ring: a power of two from 2 to 1,024.
    ///   - blockBytes: Bytes that travel in a slot's block: a multiple of 64 from 64 to 32,768.
    ///   - bulkBytes: Bytes that travel in a lane's bulk area: a multiple of 4,096.
    ///   - waiting: How both ends wait.
    ///   - maximumPayloadBytes: The largest argument list or result.
    /// - Throws: `OutboardError` if the sizes are out of their bounds, and system errors.
    public init(
        serving dispatcher: Dispatcher, hostInterfaces: [InterfaceDescriptor] = [], lanes: Int = 2, slots: Int = 64,
        blockBytes: Int = 4096, bulkBytes: Int = 1 << 20, waiting: WaitPolicy = .adaptive,
        maximumPayloadBytes: Int = 1 << 30
    ) throws {
        guard (1...63).contains(lanes), maximumPayloadBytes >= 0,
            let geometry = Geometry(lanes: lanes + 1, slots: slots, blockBytes: blockBytes, bulkBytes: bulkBytes)
        else {
            throw OutboardError(
                code: .invalidConfiguration, message: "a size of the in-process plugin is out of bounds")
        }
        var files: SegmentFiles?
        let segments = try SegmentPair(geometry: geometry, generation: 1, files: &files, isInProcess: true)
        let bells = try (0..<geometry.lanes).map { _ in try LaneBells() }
        let waits = try bells.map { WaitSet(try $0.pluginWaits(control: nil)) }
        var served = ServeEnd.Parts(
            geometry: geometry,
            hostLanes: (0..<geometry.lanes).map { segments.hostLane($0) },
            pluginLanes: (0..<geometry.lanes).map { segments.pluginLane($0) },
            descriptors: zip(waits, bells).map {
                ServeEnd.LaneDescriptors(waits: $0.epoll.raw, bell: $1.toHost.raw)
            },
            interfaces: Dispatcher.interfaces,
            populateBulk: { lane, byteCount in
                // Keeps segments, bells and wait sets for as long as a worker may use them.
                _ = (waits, bells)
                try segments.plugin.populate(offset: geometry.bulkOffset(lane), byteCount: byteCount)
            },
            dispatch: { call in dispatcher.dispatch(&call) })
        served.hostInterfaces = hostInterfaces
        let end = ServeEnd(served)
        let closeLater = FateBox()
        var parts = CallChannel.Parts(
            segments: segments, bells: bells, policy: waiting, maximumPayload: maximumPayloadBytes,
            // Nobody is lent anything that is not in this process anyway.
            maximumLent: .max,
            sendAttachment: { attachment, message in end.attachments.deliver(attachment, for: message) },
            refuseAttachment: { message in end.attachments.deliver(nil, for: message) },
            deadlineChanged: { bells.last.map { Bell.ring($0.toHost.raw) } },
            // A stalled lane recovers when it is used again; there is no process that could not end before.
            watchStalledLane: { _, _ in },
            violated: { violation in
                closeLater.close(CallFate(code: .violated, message: "the plugin broke the protocol: \(violation)"))
                // There is no process whose death would wake those who wait on other lanes.
                for lane in bells { Bell.ring(lane.toHost.raw) }
            })
        let stopping = self.stopping
        let cancellation = self.cancellation
        parts.cancelTasks = {
            cancellation.set()
            bells.last.map { Bell.ring($0.toHost.raw) }
            // The thread that cancels may be gone.
            if stopping.isSet { end.cancelAbandoned() }
        }
        let channel = CallChannel(parts)
        channel.adopt(WantedInterfaces(hostInterfaces.map(\.signature)))
        closeLater.channel.withLock { $0 = WeakChannel(channel) }
        self.channel = channel
        self.end = end
        self.bells = bells
        try end.start()
        try DedicatedThread.start(named: "outboard-wait") { Self.drain(channel, end, bells, stopping, cancellation) }
    }

    deinit {
        stop()
    }

    /// A client of an interface that is served.
    ///
    /// - Throws: `OutboardError` with the code `interfaceMismatch` if it is not the one that is served.
    public func client<Client: InterfaceClient>(
        _ type: Client.Type = Client.self, timeout: Duration? = .seconds(30)
    ) throws -> Client {
        let welcome = Welcome(name: "in-process", interfaces: Dispatcher.interfaces.map(\.signature))
        let place = try welcome.place(of: Client.interface, title: "the in-process plugin")
        return Client(
            caller: Caller(
                channel: channel, interface: Client.interface, place: place,
                options: CallOptions(timeout: timeout)))
    }

    /// Lends the plugin a buffer: from then on its bytes can be arguments of calls.
    ///
    /// Nothing here keeps it from writing them.
    public func lend(_ buffer: SharedBuffer) { end.buffers.add(buffer.memory, number: buffer.memory.number) }

    /// Takes a buffer back: its bytes can be arguments no more.
    public func takeBack(_ buffer: SharedBuffer) { end.buffers.remove(number: buffer.memory.number) }

    /// Calls that the implementation goes on with although their callers gave up, the longest first.
    ///
    /// For tests that it does not: it looks at `CallContext.current` or at `Task.isCancelled`.
    public var stuckCalls: [StuckCall] { channel.stuckCalls() }

    /// How many one-way calls have failed: their methods threw, or their arguments did not decode.
    ///
    /// Their callers are not told; the first of them, and then one in a second at most, is written to stderr.
    public var oneWayFailures: Int { end.failureCount }

    /// Fails the calls in flight and all later ones, as if the plugin's process had died.
    public func die(_ message: String = "the in-process plugin died as told") {
        channel.close(CallFate(code: .lost, message: message))
        for lane in bells { Bell.ring(lane.toHost.raw) }
    }

    /// Ends both ends.
    ///
    /// Calls in flight fail; one-way calls that were sent before are still run.
    public func stop() {
        guard stopping.set() else { return }
        die("the in-process plugin was stopped")
        end.stop { lane in Bell.ring(bells[lane].toPlugin.raw) }
    }

    /// The life of the thread that serves asynchronous calls.
    private static func drain(
        _ channel: CallChannel, _ end: ServeEnd, _ bells: [LaneBells], _ stopping: Flag, _ cancellation: Flag
    ) {
        defer { end.cancelAbandoned() }
        guard let bell = bells.last else { return }
        var next: UInt64?
        while !stopping.isSet {
            if cancellation.take() { end.cancelAbandoned() }
            while channel.tasks.drain(channel) {}
            let now = MonotonicClock.now()
            next = channel.tasks.expire(now: now)
            _ = Epoll.park(bell.waits.raw, timeoutNanoseconds: next.map { $0 > now ? $0 - now : 0 })
        }
    }

    private final class WaitSet: Sendable {
        let epoll: Epoll

        init(_ epoll: consuming Epoll) {
            self.epoll = epoll
        }
    }
}
