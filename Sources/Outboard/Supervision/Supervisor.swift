internal import Logging
internal import OutboardCore
internal import OutboardSystem

#if Metrics
internal import CoreMetrics
#endif

/// Starts a plugin, and starts it again when it ends, as its policy says.
///
/// Driven by what happens: the launch thread hands in generations, the waiting thread their handshakes and ends, and the
/// moments at which a delay is over. Nothing here waits, and nothing is done with the lock held but changing the state
/// and telling the observers, so any thread may ask for the state, stop the plugin or start it again at any time.
final class Supervisor: Sendable {
    /// What changes; guarded by a lock.
    struct Life {
        var state = PluginState.starting
        /// Whether the plugin is to run: until it is stopped.
        var isWanted = true
        /// Why it no longer is, as the end of a sentence.
        var farewell = "was stopped by the host"
        /// What each start runs, unless it is a reload's.
        var program: Program
        /// The generation whose life this is, until it has ended.
        var generation: Generation?
        /// Its number.
        var current = 1
        /// The generation that could be called last, and what it serves.
        var served: (generation: Generation, welcome: Welcome)?
        /// The number of the generation that was launched last.
        var number = 1
        /// The numbers of all generations that have been launched, or are being launched, and have not ended.
        var alive: Set<Int> = [1]
        /// The generations whose place another one has taken, until they have ended.
        var replaced: [Int: Generation] = [:]
        /// The reload that is under way, and the one that is to follow.
        var reload: Reload?
        var nextReload: Reload?
        /// The generation that is being handed over to another host.
        var leaving: Generation?
        /// The instances that the host before has made, until somebody has asked for them.
        var inherited: [InstanceName] = []
        /// What calls expect of the plugin: of each major version of an interface the client that was made last.
        var expected: [String: InterfaceDescriptor] = [:]
        /// The instances that each generation makes before it gets a call, with their configurations.
        var instances: [InstanceName: [UInt8]] = [:]
        /// The buffers that each generation is lent before it gets a call, by their numbers.
        var buffers: [UInt32: SharedBuffer] = [:]
        /// Which delay is running, so that one that was cut short does nothing at its end.
        var delay = 0
        /// What lay at the path.
        var watch = ProgramWatch()
        var ledger: RestartLedger
        /// The lowest level that the plugin is to log, once it was set.
        var logLevel: Logger.Level?
        var observers = StateObservers()
        /// What is done when calls need no longer wait.
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0
        /// When it is next looked whether the time of one is up; the largest number for never.
        var nextExpiry = UInt64.max
    }

    /// What is started.
    struct Program {
        var path: String
        var configuration: [UInt8]
    }

    let name: String
    let options: PluginOptions
    let policy: RestartPolicy
    let time: SupervisionTime
    let life: Locked<Life>
    /// Fulfilled when the plugin has ended for good.
    let over = Completion<Void>()

    init(
        path: String, configuration: [UInt8], options: PluginOptions, policy: RestartPolicy, time: SupervisionTime
    ) {
        let name = options.name ?? path.split(separator: "/").last.map(String.init) ?? path
        var options = options
        // Also when it is reloaded from another path.
        options.name = name
        self.name = name
        self.options = options
        self.policy = policy
        self.time = time
        var life = Life(program: Program(path: path, configuration: configuration), ledger: RestartLedger(policy))
        if options.startsLazily {
            life.state = .idle
            life.number = 0
            life.current = 0
            life.alive = []
        }
        self.life = Locked(life)
    }

    /// Where the plugin stands.
    var state: PluginState { life.withLock { $0.state } }

    /// Changes the life under its lock, and then does what follows from it.
    ///
    /// - Parameter body: Changes the life and returns what is to be done afterwards, in order.
    func change(_ body: (inout Life) -> [@Sendable () -> Void]) {
        let (actions, waiters, observers) = life.withLock { life in
            let actions = body(&life) + startNextReload(&life)
            var waiters: [Waiter] = []
            if isSettled(life) {
                waiters = Array(life.waiters.values)
                life.waiters = [:]
            }
            return (actions, waiters, life.state.isFinal ? life.observers.removeAll() : [])
        }
        for observer in observers { observer.finish() }
        for waiter in waiters { waiter.end(.settled) }
        for action in actions { action() }
    }

    /// The lowest level that the plugin is to log, in this generation and all later ones.
    var logLevel: Logger.Level {
        get { life.withLock { $0.logLevel } ?? options.logLevel ?? options.logger.logLevel }
        set {
            life.withLock { life in
                life.logLevel = newValue
                life.generation?.logLevel = newValue
                life.reload?.generation?.logLevel = newValue
                for generation in life.replaced.values { generation.logLevel = newValue }
            }
        }
    }

    /// Enters a state and tells the observers.
    func enter(_ state: PluginState, _ life: inout Life) {
        life.state = state
        life.observers.yield(state)
    }

    // MARK: Starting

    /// Launches the first generation, if it is not to be launched by the first call.
    ///
    /// - Parameter taken: One that runs already, from another host, or why it does not run any more.
    func begin(with taken: Result<Generation, OutboardError>?) {
        defer { watchProgram() }
        let (number, program) = life.withLock { ($0.number, $0.program) }
        if let taken { return launched(taken, number, program) }
        if options.startsLazily { return }
        launch(number, program)
    }

    /// Enters the state of starting, and returns what launches the generation.
    func start(_ life: inout Life) -> @Sendable () -> Void {
        life.current = numberNext(&life)
        #if Metrics
        Counter(label: "outboard_restarts", dimensions: [("plugin", name)]).increment()
        #endif
        enter(.starting, &life)
        let (number, program) = (life.current, life.program)
        return { [self] in launch(number, program) }
    }

    /// The number of a generation that is about to be launched.
    func numberNext(_ life: inout Life) -> Int {
        life.number += 1
        life.alive.insert(life.number)
        return life.number
    }

    /// Launches a generation.
    func launch(_ number: Int, _ program: Program) {
        do throws(OutboardError) {
            try Launcher.startThread()
            LaunchThread.shared.submit { [self] in
                var options = options
                let level = life.withLock { $0.logLevel }
                if let level { options.logLevel = level }
                if options.reloadsOnChange {
                    let file = ProgramFile(program.path)
                    life.withLock { $0.watch.noteStart(of: file) }
                }
                launched(Launcher.result(program.path, program.configuration, options), number, program)
            }
        } catch {
            launched(.failure(error), number, program)
        }
    }

    /// A launch is over.
    func launched(_ result: Result<Generation, OutboardError>, _ number: Int, _ program: Program) {
        switch result {
        case .failure(let error):
            change { life in
                isOver(&life, number, EndedGeneration(error, supervisor: self, life, number, path: program.path))
            }
        case .success(let generation):
            let isWanted = life.withLock { life in
                if let level = life.logLevel { generation.logLevel = level }
                if life.current == number { life.generation = generation }
                if life.reload?.number == number { life.reload?.generation = generation }
                return life.isWanted
            }
            generation.started.whenFulfilled { [self] error in
                if error == nil { ready(generation, number) }
            }
            generation.ended.whenFulfilled { [self] _ in
                change { life in isOver(&life, number, EndedGeneration(generation, supervisor: self, life, number)) }
            }
            if !isWanted { generation.stop() }
        }
    }

    private func ready(_ generation: Generation, _ number: Int) {
        let areThere = furnish(generation) { [self] error in
            guard let error else { return ready(generation, number) }
            generation.kill(.refused(error.message))
        }
        guard areThere else { return }
        change { life in
            // One that was asked for meanwhile.
            guard life.instances.keys.allSatisfy({ generation.number(of: $0) != nil }),
                life.buffers.values.allSatisfy({ generation.hasBorrowed($0) })
            else {
                return [{ [self] in ready(generation, number) }]
            }
            // One that was told to stop meanwhile serves nobody.
            guard life.isWanted, let welcome = generation.welcome else { return [] }
            if life.current != number { return replace(&life, with: generation, number, welcome) }
            life.served = (generation, welcome)
            life.ledger.noteReady(at: time.now())
            enter(.ready, &life)
            return noteStart(&life, number) + [{ [self] in watchUse(of: generation) }]
        }
    }

    // MARK: Ending

    /// A generation is gone, or was never there.
    private func isOver(_ life: inout Life, _ number: Int, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        life.alive.remove(number)
        let actions =
            life.current == number ? ended(&life, end) : noteEnd(ofOther: number, &life, end)
        return actions + finishIfOver(&life)
    }

    /// The generation whose life this is has ended.
    private func ended(_ life: inout Life, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        life.generation = nil
        life.leaving = nil
        guard life.isWanted else { return [] }
        if end.hasLeft {
            life.isWanted = false
            life.farewell = "was handed over to another host"
            return failReloads(&life)
        }
        if let reload = life.reload, reload.number != life.current, !reload.isSwapped {
            return followReload(&life, reload, end)
        }
        return noteFailedStart(&life, end) + followPolicy(&life, end)
    }

    private func followPolicy(_ life: inout Life, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        if end.isClean, policy.condition != .always {
            life.isWanted = false
            life.farewell = "exited with status 0, which is no failure"
            return failReloads(&life)
        }
        let report = end.report
        enter(.crashed(report), &life)
        let deliver: @Sendable () -> Void = { [options] in CrashDelivery(options).deliver(report) }
        if end.isPermanent || policy.condition == .never {
            return [deliver, giveUp(end.error, "plugin \(name) is given up: \(end.error.message)", &life)]
        }
        switch life.ledger.noteEnd(at: time.now(), chance: time.chance()) {
        case .restart(afterNanoseconds: 0):
            return [start(&life), deliver]
        case .restart(let delay):
            return [backOff(delay, &life), deliver]
        case .exhausted:
            let count = policy.maximumRestarts == 1 ? "once" : "\(policy.maximumRestarts) times"
            let message =
                "plugin \(name) is given up: it was started again \(count) within \(policy.window); "
                + "the last time: \(end.error.message)"
            return [deliver, giveUp(OutboardError(code: end.error.code, message: message), message, &life)]
        }
    }

    /// Enters the state in which nothing is started any more, and returns what logs that.
    private func giveUp(_ error: OutboardError, _ note: String, _ life: inout Life) -> @Sendable () -> Void {
        enter(.failed(error), &life)
        return { [options, name] in
            LogDelivery.shared.note(.error, note, to: options.logger(ofPlugin: name, nil))
        }
    }

    private func backOff(_ delay: UInt64, _ life: inout Life) -> @Sendable () -> Void {
        life.delay += 1
        let number = life.delay
        let until = time.now().addingClamped(delay)
        enter(
            .backingOff(
                attempt: life.ledger.attempt,
                until: SuspendingClock.now.advanced(by: .nanoseconds(Int64(clamping: delay)))), &life)
        return { [self] in
            let isOver: @Sendable () -> Void = { [weak self] in self?.delayIsOver(number) }
            do {
                try time.schedule(until, isOver)
            } catch {
                // Without a thread that keeps time: at once, which the budget bounds.
                isOver()
            }
        }
    }

    private func delayIsOver(_ number: Int) {
        change { life in
            guard life.isWanted, life.delay == number, case .backingOff = life.state else { return [] }
            return [start(&life)]
        }
    }

    /// Enters the last state once no process is left.
    private func finishIfOver(_ life: inout Life) -> [@Sendable () -> Void] {
        guard !life.isWanted, !life.state.isFinal else { return [] }
        guard life.alive.isEmpty else {
            if case .draining = life.state {} else { enter(.draining, &life) }
            return []
        }
        enter(.stopped, &life)
        return [{ [self] in over.fulfil(()) }]
    }

    // MARK: What others ask for

    /// Has the plugin finish what it runs and end, wherever it stands.
    ///
    /// Returns at once.
    ///
    /// - Parameter isGraceful: Whether it may finish; if not it is killed.
    func stop(isGraceful: Bool = true) {
        change { life in
            var actions: [@Sendable () -> Void] = []
            if life.isWanted {
                life.isWanted = false
                // First, so that nobody who sees the state gets a call through.
                life.generation?.refuseNewCalls()
                actions = failReloads(&life)
            }
            // A launch that is under way finds out when it is over.
            let all = [life.generation, life.reload?.generation].compactMap { $0 } + life.replaced.values
            actions.append {
                for generation in all { isGraceful ? generation.stop() : generation.kill(.stopped) }
            }
            return finishIfOver(&life) + actions
        }
    }

    /// Starts a plugin at once that was given up, or that waits for its next start, with a new budget.
    func reset() {
        change { life in
            guard life.isWanted else { return [] }
            switch life.state {
            case .failed, .backingOff:
                life.ledger.reset()
                return [start(&life)]
            default:
                return []
            }
        }
    }
}
