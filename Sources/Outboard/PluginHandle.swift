public import Logging
public import OutboardCore
internal import OutboardSystem

/// A plugin that this host has started.
///
/// Any number of threads and tasks may use it at once. When the last reference goes the plugin is killed; stop it
/// first to let it finish. Clients do not keep it.
///
/// ```swift
/// let plugin = try await PluginHandle.start(at: "/usr/lib/app/greeter")
/// let greeter = try plugin.client(GreeterClient.self)
/// print(try greeter.greet(name: "Ada"))
/// await plugin.stop()
/// ```
public final class PluginHandle: Sendable {
    let generation: Generation
    let welcome: Welcome

    private init(_ generation: Generation, _ welcome: Welcome) {
        self.generation = generation
        self.welcome = welcome
    }

    deinit {
        generation.kill(.stopped)
    }

    // MARK: Starting

    /// Starts a plugin and waits until it can be called.
    ///
    /// Suspends the task. Cancelling it kills the plugin that is starting, and ends the wait.
    ///
    /// - Parameters:
    ///   - path: The plugin's program.
    ///   - configuration: Reaches the plugin before its first call; a plugin may refuse it.
    ///   - options: How the plugin is started, called and stopped.
    /// - Returns: The running plugin.
    /// - Throws: `OutboardError`: `startFailed` with the step and its cause, `refused` with the plugin's own words,
    ///   `interfaceMismatch`, `invalidConfiguration`. `CancellationError`.
    public static func start(
        at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults
    ) async throws -> PluginHandle {
        let bytes = ConfigurationEnvelope(configuration).wireBytes
        let launched = Completion<Result<Generation, OutboardError>>()
        try Launcher.startThread()
        LaunchThread.shared.submit { launched.fulfil(Launcher.result(path, bytes, options)) }
        return try await whenReady(try await launched.get().get())
    }

    /// Starts a plugin and waits until it can be called.
    ///
    /// Blocks the thread; for hosts without tasks.
    ///
    /// Parameters, result and errors are those of the asynchronous `start(at:configuration:options:)`.
    public static func startBlocking(
        at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults
    ) throws -> PluginHandle {
        let bytes = ConfigurationEnvelope(configuration).wireBytes
        try Launcher.startThread()
        let generation = try LaunchThread.shared.run { Launcher.result(path, bytes, options) }.get()
        return try adopt(generation, generation.started.wait())
    }

    /// Waits until a generation that was launched can be called; one whose task is cancelled is killed.
    static func whenReady(_ generation: Generation) async throws -> PluginHandle {
        let error = await withTaskCancellationHandler {
            await generation.started.get()
        } onCancel: {
            generation.kill(.stopped)
        }
        if Task.isCancelled {
            // It may have been ready a moment before.
            generation.kill(.stopped)
            throw CancellationError()
        }
        return try adopt(generation, error)
    }

    /// Takes over a generation that was launched, once its handshake is over.
    static func adopt(_ generation: Generation, _ error: OutboardError?) throws -> PluginHandle {
        if let error { throw error }
        guard case .ready(let welcome) = generation.state.withLock({ $0.phase }) else {
            // It was ready, and is already gone.
            let fate = generation.ended.wait()
            throw OutboardError(code: .startFailed, message: fate.message)
        }
        return PluginHandle(generation, welcome)
    }

    // MARK: Calling

    /// A client of an interface that the plugin serves.
    ///
    /// Where the plugin serves several versions of it, the highest one that the host accepts and can use is called.
    ///
    /// - Parameters:
    ///   - type: The client that `@PluginInterface` generated.
    ///   - versions: The versions of the interface that the host accepts; by default all with the client's major version.
    /// - Returns: A value that can be copied and shared freely.
    /// - Throws: `OutboardError` with the code `interfaceMismatch`, with what both sides have and who must be upgraded.
    public func client<Client: InterfaceClient>(
        _ type: Client.Type = Client.self, accepting versions: InterfaceVersionRange? = nil
    ) throws -> Client {
        Client(caller: try generation.caller(for: Client.interface.accepting(versions), welcome))
    }

    /// The first of several clients whose interface the plugin serves.
    ///
    /// For a host that can do with several major versions: the best one comes first.
    ///
    /// ```swift
    /// switch try plugin.firstClient(of: [Greeter2Client.self, GreeterClient.self]) {
    /// case let greeter as Greeter2Client: try greeter.greet(Person(name: "Ada"))
    /// case let greeter as GreeterClient: try greeter.greet(name: "Ada")
    /// default: break
    /// }
    /// ```
    ///
    /// - Parameter types: The clients, the preferred one first.
    /// - Returns: A client of one of the types.
    /// - Throws: `OutboardError` with the code `interfaceMismatch` and what is wrong with each of them.
    public func firstClient(of types: [any InterfaceClient.Type]) throws -> any InterfaceClient {
        try ClientChoice.first(of: types) { type in try client(type) }
    }

    /// Makes a further instance of the plugin in its process, with a configuration of its own.
    ///
    /// Suspends the task until the plugin has made it.
    ///
    /// - Parameter configuration: What the plugin's `init` gets; it may refuse it.
    /// - Returns: The instance, which can be called.
    /// - Throws: `OutboardError`: `refused` with the plugin's own words, `startFailed` when it took longer than
    ///   ``PluginOptions/startTimeout``, `interfaceMismatch` if the plugin cannot make instances, `busy` when it has had as
    ///   many as the numbers of its methods have room for (65,536 divided by their count), `notSent` when it has ended.
    public func instance(configuration: some WireValue = NoConfiguration()) async throws -> PluginInstance {
        let (name, opened) = beginInstance(configuration)
        if let error = await opened.get() { throw error }
        return PluginInstance(GenerationHome(generation: generation, welcome: welcome), name)
    }

    /// Like `instance(configuration:)`, but blocks the thread.
    public func instanceBlocking(configuration: some WireValue = NoConfiguration()) throws -> PluginInstance {
        let (name, opened) = beginInstance(configuration)
        if let error = opened.wait() { throw error }
        return PluginInstance(GenerationHome(generation: generation, welcome: welcome), name)
    }

    private func beginInstance(_ configuration: some WireValue) -> (InstanceName, Completion<OutboardError?>) {
        let name = PluginInstance.nextName()
        return (name, generation.openInstance(name, ConfigurationEnvelope(configuration).wireBytes))
    }

    // MARK: Looking

    /// The name in errors and logs: that of the options.
    public var name: String { generation.name }
    /// The name by which the plugin introduced itself.
    ///
    /// Control characters are escaped, and a long one is cut.
    public var programName: String { ForeignText.plain(welcome.name, limit: ForeignText.nameLength) }
    /// The process id, for people; signals sent to it later may hit another process.
    public var processID: Int32 { generation.processID }
    /// What the plugin serves, in its own words: fit for comparing, not for showing as it is.
    public var interfaces: [InterfaceSignature] { welcome.interfaces }
    /// How its calls wait, unless their client says otherwise, and what that rests on.
    public var waiting: WaitReport {
        WaitReport(
            policy: generation.options.waiting, calibration: WaitCalibration.current, backend: waitBackend,
            backendReason: generation.watch.backendReason)
    }
    /// The lowest level that the plugin's own loggers log.
    ///
    /// Can be changed at any time: holds for the plugin's next record. One store.
    public var logLevel: Logger.Level {
        get { generation.logLevel }
        set { generation.logLevel = newValue }
    }
    /// Whether the process is there.
    public var isRunning: Bool { !generation.isOver }
    /// Calls that the plugin goes on with although their callers gave up, the longest first.
    ///
    /// A call that only waits behind another one in the plugin counts as well. Costs a lock and an array.
    public var stuckCalls: [StuckCall] { generation.channel.stuckCalls() }
    /// How the plugin's process ended, once it has.
    public var fate: CallFate? { generation.ended.value }

    /// What this host waits with for the plugin's asynchronous answers, output and end, as for those of all its plugins.
    ///
    /// The environment variable `OUTBOARD_WAIT_BACKEND` decides; without it io_uring where it works, epoll elsewhere.
    /// The log of the first plugin says why epoll was chosen.
    public var waitBackend: WaitBackend { generation.watch.backend }

    /// Which sandbox the plugin runs in: what was applied when it was started, and what was not, and why.
    public var sandboxReport: SandboxReport { generation.link.sandboxReport }

    /// What is known about a plugin that attached itself, and what it lacks; nil for one that this host started.
    public var attachment: AttachReport? { generation.link.attachment }

    /// Looks whether the plugin's process responds.
    ///
    /// The process is asked on a thread of its own, which its methods do not hold up: one that computes for long responds,
    /// one that was stopped by a signal, swapped out or is stuck in the kernel does not. Suspends the task.
    ///
    /// - Parameter timeout: How long it may take.
    /// - Returns: How long it took, to about a tenth of a millisecond.
    /// - Throws: `OutboardError`: `timeout`, or `notSent` if it has ended; `CancellationError`.
    @discardableResult
    public func ping(within timeout: Duration = .seconds(5)) async throws -> Duration {
        try await generation.ping(within: timeout)
    }

    // MARK: Ending

    /// Lets the plugin finish what it runs, ends it and waits until it is gone: at most the grace periods of the
    /// options, then it is killed.
    ///
    /// A process that the kernel holds, so that it cannot be killed, is left behind after 5 s more; the log says so. Suspends
    /// the task; cancelling it changes nothing, so that it also works where a task cleans up. New calls fail with `notSent`.
    public func stop() async {
        generation.stop()
        _ = await generation.ended.get()
    }

    /// Like `stop()`, but blocks the thread.
    public func stopBlocking() {
        generation.stop()
        _ = generation.ended.wait()
    }

    /// Kills the plugin at once.
    ///
    /// Its calls in flight fail with `lost`. Does not wait.
    public func kill() {
        generation.kill(.stopped)
    }

    /// Suspends until the process is gone, for whatever reason.
    ///
    /// Any number of tasks may wait. Cancelling one ends its wait, and nothing else.
    ///
    /// - Returns: How it ended.
    /// - Throws: `CancellationError`.
    public func waitUntilEnded() async throws(CancellationError) -> CallFate {
        try await generation.ended.getUnlessCancelled()
    }
}
