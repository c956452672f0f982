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
        /// The generation that was launched last, until it has ended.
        var generation: Generation?
        /// The generation that could be called last, and what it serves.
        var served: (generation: Generation, welcome: Welcome)?
        /// The number of the generation that was launched last.
        var number = 1
        /// Which delay is running, so that one that was cut short does nothing at its end.
        var delay = 0
        var ledger: RestartLedger
        /// The lowest level that the plugin is to log, once it was set.
        var logLevel: Logger.Level?
        var observers = StateObservers()
        /// What is done when calls need no longer wait.
        var waiters: [Int: @Sendable () -> Void] = [:]
        var nextWaiter = 0
    }

    let name: String
    let path: String
    let configuration: [UInt8]
    let options: PluginOptions
    let policy: RestartPolicy
    let time: SupervisionTime
    let life: Locked<Life>
    /// Fulfilled when the plugin has ended for good.
    let over = Completion<Void>()

    init(
        path: String, configuration: [UInt8], options: PluginOptions, policy: RestartPolicy, time: SupervisionTime
    ) {
        self.name = options.name ?? path.split(separator: "/").last.map(String.init) ?? path
        self.path = path
        self.configuration = configuration
        self.options = options
        self.policy = policy
        self.time = time
        self.life = Locked(Life(ledger: RestartLedger(policy)))
    }

    /// Where the plugin stands.
    var state: PluginState { life.withLock { $0.state } }

    /// Changes the life under its lock, and then does what follows from it.
    ///
    /// - Parameter body: Changes the life and returns what is to be done afterwards, in order.
    func change(_ body: (inout Life) -> [@Sendable () -> Void]) {
        let (actions, waiters, observers) = life.withLock { life in
            let actions = body(&life)
            var waiters: [@Sendable () -> Void] = []
            if isSettled(life) {
                waiters = Array(life.waiters.values)
                life.waiters = [:]
            }
            return (actions, waiters, life.state.isFinal ? life.observers.removeAll() : [])
        }
        for observer in observers { observer.finish() }
        for waiter in waiters { waiter() }
        for action in actions { action() }
    }

    /// The lowest level that the plugin is to log, in this generation and all later ones.
    var logLevel: Logger.Level {
        get { life.withLock { $0.logLevel } ?? options.logLevel ?? options.logger.logLevel }
        set {
            life.withLock { life in
                life.logLevel = newValue
                life.generation?.logLevel = newValue
            }
        }
    }

    /// Enters a state and tells the observers.
    func enter(_ state: PluginState, _ life: inout Life) {
        life.state = state
        life.observers.yield(state)
    }

    // MARK: Starting

    /// Launches the first generation.
    func begin() {
        launchNext(1)
    }

    /// Enters the state of starting, and returns what launches the generation.
    func start(_ life: inout Life) -> @Sendable () -> Void {
        life.number += 1
        #if Metrics
        Counter(label: "outboard_restarts", dimensions: [("plugin", name)]).increment()
        #endif
        enter(.starting, &life)
        let number = life.number
        return { [self] in launchNext(number) }
    }

    private func launchNext(_ number: Int) {
        do throws(OutboardError) {
            try Launcher.startThread()
            LaunchThread.shared.submit { [self] in
                var options = options
                if let level = life.withLock({ $0.logLevel }) { options.logLevel = level }
                launched(Launcher.result(path, configuration, options), number)
            }
        } catch {
            launched(.failure(error), number)
        }
    }

    /// A launch is over.
    private func launched(_ result: Result<Generation, OutboardError>, _ number: Int) {
        switch result {
        case .failure(let error):
            change { life in ended(&life, EndedGeneration(error, supervisor: self, life)) }
        case .success(let generation):
            let isWanted = life.withLock { life in
                life.generation = generation
                if let level = life.logLevel { generation.logLevel = level }
                if !life.isWanted { enter(.draining, &life) }
                return life.isWanted
            }
            generation.started.whenFulfilled { [self] error in
                if error == nil { ready(generation) }
            }
            generation.ended.whenFulfilled { [self] _ in
                change { life in ended(&life, EndedGeneration(generation, supervisor: self, life)) }
            }
            if !isWanted { generation.stop() }
        }
    }

    private func ready(_ generation: Generation) {
        change { life in
            // One that was told to stop meanwhile serves nobody.
            guard life.isWanted, let welcome = generation.welcome else { return [] }
            life.served = (generation, welcome)
            life.ledger.noteReady(at: time.now())
            enter(.ready, &life)
            return []
        }
    }

    // MARK: Ending

    /// A generation is gone, or was never there.
    private func ended(_ life: inout Life, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        life.generation = nil
        guard life.isWanted else { return finish(&life) }
        if end.isClean, policy.condition != .always {
            life.isWanted = false
            life.farewell = "exited with status 0, which is no failure"
            return finish(&life)
        }
        let report = end.report
        enter(.crashed(report), &life)
        let deliver: @Sendable () -> Void = { [options] in CrashDelivery(options).deliver(report) }
        if end.isPermanent || policy.condition == .never {
            enter(.failed(end.error), &life)
            return [deliver]
        }
        switch life.ledger.noteEnd(at: time.now(), chance: time.chance()) {
        case .restart(afterNanoseconds: 0):
            return [start(&life), deliver]
        case .restart(let delay):
            return [backOff(delay, &life), deliver]
        case .exhausted:
            enter(
                .failed(
                    OutboardError(
                        code: end.error.code,
                        message: "plugin \(name) is given up: it was started again \(policy.maximumRestarts) times "
                            + "within \(policy.window); the last time: \(end.error.message)")), &life)
            return [deliver]
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

    private func finish(_ life: inout Life) -> [@Sendable () -> Void] {
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
            if let generation = life.generation, !isGraceful { return stopped(&life) + [{ generation.kill(.stopped) }] }
            return stopped(&life)
        }
    }

    private func stopped(_ life: inout Life) -> [@Sendable () -> Void] {
        guard life.isWanted else { return [] }
        life.isWanted = false
        switch life.state {
        case .starting, .ready, .draining, .crashed:
            // A launch that is under way finds out when it is over.
            guard let generation = life.generation else { return [] }
            // First, so that nobody who sees the state gets a call through.
            generation.refuseNewCalls()
            enter(.draining, &life)
            return [{ generation.stop() }]
        case .backingOff, .failed:
            return finish(&life)
        case .stopped:
            return []
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
