public import Logging
public import OutboardCore
internal import OutboardSystem

/// A plugin that is started again when it dies, as its ``RestartPolicy`` says.
///
/// Each start is a new generation: a new process with new memory. Clients go on working across generations: a call that
/// finds the plugin gone waits for the next generation, within its deadline or time-out. What is made again and what fails
/// is told in <doc:Supervising>.
///
/// Any number of threads and tasks may use it at once, and none of its methods waits for another one. When the last
/// reference goes the plugin is killed; clients do not keep it.
///
/// ```swift
/// let plugin = try await SupervisedPlugin.start(at: "/usr/lib/app/resizer", restart: .onFailure)
/// let resizer = try plugin.client(ResizerClient.self)
/// let watcher = Task {
///     for await state in plugin.states { print(state) }
/// }
/// ```
public final class SupervisedPlugin: Sendable {
    let supervisor: Supervisor
    private static let all = Locked<[ObjectIdentifier: Supervisor]>([:])

    // MARK: Starting

    /// Begins to start a plugin, and returns at once.
    ///
    /// - Parameters:
    ///   - path: The plugin's program. Each start runs what lies there then.
    ///   - configuration: Reaches each generation before its first call; a plugin may refuse it.
    ///   - options: How each generation is started, called and stopped.
    ///   - restart: When and how often it is started again.
    public convenience init(
        at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults,
        restart: RestartPolicy = .onFailure
    ) {
        self.init(
            Supervisor(
                path: path, configuration: ConfigurationEnvelope(configuration).wireBytes, options: options,
                policy: restart, time: .real(logger: options.logger)))
    }

    /// Begins to supervise: what was taken over from another host, if that is said, and otherwise what it starts.
    init(_ supervisor: Supervisor, taken: Result<Generation, OutboardError>? = nil) {
        self.supervisor = supervisor
        Self.all.withLock { $0[ObjectIdentifier(supervisor)] = supervisor }
        supervisor.begin(with: taken)
    }

    deinit {
        _ = Self.all.withLock { $0.removeValue(forKey: ObjectIdentifier(supervisor)) }
        supervisor.stop(isGraceful: false)
    }

    /// Starts a plugin and waits until it can be called, over as many starts as its policy allows.
    ///
    /// Suspends the task. Parameters are those of ``init(at:configuration:options:restart:)``.
    ///
    /// - Returns: The plugin, which runs.
    /// - Throws: The errors of ``waitUntilReady()``; nothing of the plugin is left then.
    public static func start(
        at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults,
        restart: RestartPolicy = .onFailure
    ) async throws -> SupervisedPlugin {
        let plugin = SupervisedPlugin(at: path, configuration: configuration, options: options, restart: restart)
        try await plugin.waitUntilReady()
        return plugin
    }

    /// Like `start(at:configuration:options:restart:)`, but blocks the thread; for hosts without tasks.
    public static func startBlocking(
        at path: String, configuration: some WireValue = NoConfiguration(), options: PluginOptions = .defaults,
        restart: RestartPolicy = .onFailure
    ) throws -> SupervisedPlugin {
        let plugin = SupervisedPlugin(at: path, configuration: configuration, options: options, restart: restart)
        try plugin.waitUntilReadyBlocking()
        return plugin
    }

    /// Suspends until the plugin can be called.
    ///
    /// - Throws: `OutboardError`: that of ``PluginState/failed(_:)`` when it is given up, `notSent` when it was stopped;
    ///   `CancellationError`.
    public func waitUntilReady() async throws {
        while try !isReady() { _ = try await supervisor.wait(until: .max) }
    }

    /// Like `waitUntilReady()`, but blocks the thread.
    public func waitUntilReadyBlocking() throws {
        while try !isReady() { _ = supervisor.waitBlocking(until: .max) }
    }

    private func isReady() throws -> Bool {
        if case .failed(let error) = supervisor.state { throw error }
        return try supervisor.running() != nil
    }

    // MARK: Calling

    /// A client of an interface that the plugin serves, for this generation and all later ones.
    ///
    /// Its calls cost what those of a ``PluginHandle`` cost while the generation runs that it was made in, and a lock more
    /// in later ones; make a new client to be rid of that. A client keeps the memory and the descriptors of its own
    /// generation, and of the newest one that it has called, as long as it lives.
    ///
    /// Where the plugin serves several versions of it, the highest one that the host accepts and can use is called: in each
    /// generation anew.
    ///
    /// - Parameters:
    ///   - type: The client that `@PluginInterface` generated.
    ///   - versions: The versions of the interface that the host accepts; by default all with the client's major version.
    /// - Returns: A value that can be copied and shared freely.
    /// - Throws: `OutboardError`: `interfaceMismatch` with what both sides have and who must be upgraded, `notSent` if the
    ///   plugin has not been ready yet; wait for that first.
    public func client<Client: InterfaceClient>(
        _ type: Client.Type = Client.self, accepting versions: InterfaceVersionRange? = nil
    ) throws -> Client {
        let interface = Client.interface.accepting(versions)
        guard let (generation, welcome) = supervisor.life.withLock({ $0.served }) else {
            if supervisor.options.startsLazily { return try lazyClient(Client.self, interface) }
            throw OutboardError(
                code: .notSent,
                message: "plugin \(supervisor.name) has not been ready yet, so that its interfaces are not known")
        }
        let caller = try generation.caller(for: interface, welcome, succession: supervisor)
        supervisor.expect(interface)
        return Client(caller: caller)
    }

    /// The first of several clients whose interface the plugin serves now, as ``PluginHandle/firstClient(of:)``.
    ///
    /// - Parameter types: The clients, the preferred one first.
    /// - Returns: A client of one of the types, for this generation and all later ones.
    /// - Throws: `OutboardError`: `interfaceMismatch` with what is wrong with each of them, `notSent` if the plugin has not
    ///   been ready yet.
    public func firstClient(of types: [any InterfaceClient.Type]) throws -> any InterfaceClient {
        // A client that is made before the plugin has started would always be the first one.
        guard supervisor.life.withLock({ $0.served }) != nil else {
            throw OutboardError(
                code: .notSent,
                message: "plugin \(supervisor.name) has not been ready yet, so that its interfaces are not known")
        }
        return try ClientChoice.first(of: types) { type in try client(type) }
    }

    /// Makes a further instance of the plugin in its process, with a configuration of its own.
    ///
    /// Every later generation makes it as well, before it gets a call: clients of the instance go on as those of the plugin
    /// do. A generation that refuses to make one that an earlier one made has crashed. Suspends the task until the plugin has
    /// made it.
    ///
    /// - Parameter configuration: What the plugin's `init` gets; it may refuse it.
    /// - Returns: The instance, which can be called.
    /// - Throws: `OutboardError`, as ``PluginHandle/instance(configuration:)`` and ``waitUntilReady()``;
    ///   `CancellationError`.
    public func instance(configuration: some WireValue = NoConfiguration()) async throws -> PluginInstance {
        let name = PluginInstance.nextName()
        try await supervisor.openInstance(name, ConfigurationEnvelope(configuration).wireBytes)
        return PluginInstance(supervisor, name)
    }

    /// A client of a plugin that has not been started: its first call does that.
    private func lazyClient<Client: InterfaceClient>(
        _ type: Client.Type, _ interface: InterfaceDescriptor
    ) throws -> Client {
        let channel: CallChannel
        do {
            channel = try CallChannel.closed()
        } catch {
            throw OutboardError(code: .startFailed, message: "a client of plugin \(name) cannot be made: \(error)")
        }
        return Client(
            caller: Caller(
                channel: channel, interface: interface,
                place: InterfacePlace(methodCount: interface.methods.count),
                options: CallOptions(timeout: supervisor.options.callTimeout), succession: supervisor))
    }

    /// Looks whether the plugin's process responds.
    ///
    /// The process is asked on a thread of its own, which its methods do not hold up: one that computes for long responds,
    /// one that was stopped by a signal, swapped out or is stuck in the kernel does not. Suspends the task.
    ///
    /// - Parameter timeout: How long it may take.
    /// - Returns: How long it took, to about a tenth of a millisecond.
    /// - Throws: `OutboardError`: `timeout`, or `notSent` if the plugin does not run at the moment; `CancellationError`.
    @discardableResult
    public func ping(within timeout: Duration = .seconds(5)) async throws -> Duration {
        guard let (generation, _) = try supervisor.running() else {
            throw OutboardError(code: .notSent, message: "plugin \(name) is not asked: it is \(state)")
        }
        return try await generation.ping(within: timeout)
    }

    // MARK: Looking

    /// The name in errors and logs: that of the options.
    public var name: String { supervisor.name }
    /// Where the plugin stands.
    public var state: PluginState { supervisor.state }
    /// The states from the present one on, for one loop.
    ///
    /// Every observer sees all states in the same order. Up to 1,024 wait for an observer that is slow; beyond that it
    /// misses the oldest. The sequence ends after ``PluginState/stopped``.
    public var states: AsyncStream<PluginState> { supervisor.states() }
    /// The lowest level that the plugin's own loggers log, in this generation and all later ones.
    ///
    /// Can be changed at any time: holds for the plugin's next record.
    public var logLevel: Logger.Level {
        get { supervisor.logLevel }
        set { supervisor.logLevel = newValue }
    }
    /// The number of the generation that was launched last: 1 for the first.
    public var generation: Int { supervisor.life.withLock { $0.number } }
    /// How often the plugin was started again.
    public var restarts: Int { supervisor.life.withLock { $0.ledger.restarts } }
    /// The process id of the generation that runs, for people; nil if there is none.
    public var processID: Int32? { supervisor.life.withLock { $0.generation?.processID } }
    /// All generations that have not ended: more than one while a plugin is reloaded.
    public var generations: [PluginGeneration] { supervisor.generations }
    /// How the generation ended that could be called last, once it has.
    public var fate: CallFate? { supervisor.life.withLock { $0.served }?.generation.ended.value }

    // MARK: Reloading

    /// Starts a new generation, hands it the calls and lets the old one finish those that it has.
    ///
    /// No call is lost: those that the old generation has end there, all others go to the new one, those of old clients
    /// too. When the new one does not come up, or does not serve what the present clients call, the old one goes on.
    ///
    /// While one reload is under way another one waits, and serves all who ask for one meanwhile. A plugin that was given
    /// up, or that waits for its next start, is started at once. Suspends the task until the old generation is gone;
    /// cancelling the task changes nothing. See <doc:Reloading>.
    ///
    /// - Parameter path: The program, also of later restarts once it has come up. By default the present one, with what lies
    ///   there now.
    /// - Returns: What took how long, and which calls had to be ended because they took longer than
    ///   ``PluginOptions/drainGrace``.
    /// - Throws: `OutboardError`: why the new generation did not come up, as ``waitUntilReady()``, `interfaceMismatch`, or
    ///   `notSent` when the plugin was stopped.
    @discardableResult
    public func reload(at path: String? = nil) async throws -> ReloadOutcome {
        try await supervisor.reload(path: path, configuration: nil).get().get()
    }

    /// Like `reload(at:)`, with another configuration.
    @discardableResult
    public func reload(at path: String? = nil, configuration: some WireValue) async throws -> ReloadOutcome {
        let bytes = ConfigurationEnvelope(configuration).wireBytes
        return try await supervisor.reload(path: path, configuration: bytes).get().get()
    }

    /// Like `reload(at:)`, but blocks the thread.
    @discardableResult
    public func reloadBlocking(at path: String? = nil) throws -> ReloadOutcome {
        try supervisor.reload(path: path, configuration: nil).wait().get()
    }

    // MARK: Ending

    /// Starts a plugin at once that was given up, or that waits for its next start, with a new budget.
    ///
    /// Does nothing in other states. Returns at once.
    public func reset() {
        supervisor.reset()
    }

    /// Lets the plugin finish what it runs, ends it and waits until it is gone.
    ///
    /// Works in every state. New calls fail with `notSent`. The process gets SIGTERM after the grace period of the options
    /// and SIGKILL, with its group, after that for termination. Suspends the task.
    public func stop() async {
        supervisor.stop()
        await supervisor.over.get()
    }

    /// Asks the plugin to end, and returns at once.
    func beginStop() {
        supervisor.stop()
    }

    /// Like `stop()`, but blocks the thread.
    public func stopBlocking() {
        supervisor.stop()
        supervisor.over.wait()
    }

    /// Stops all supervised plugins of this process at once, and waits until they are gone.
    ///
    /// Suspends the task.
    public static func stopAll() async {
        let supervisors = all.withLock { Array($0.values) }
        for supervisor in supervisors { supervisor.stop() }
        for supervisor in supervisors { await supervisor.over.get() }
    }
}
