internal import Logging
internal import OutboardCore
internal import OutboardSystem

// How a new generation takes the place of one that runs. All with the lock of the life held; what is to be done without it
// is returned.
extension Supervisor {
    /// Starts a new generation and has it take the place of the one that runs.
    ///
    /// Returns at once.
    ///
    /// - Parameters:
    ///   - path: The program; nil for the present one.
    ///   - configuration: What it is configured with; nil for the present one.
    /// - Returns: Fulfilled when the old generation is gone, or when it is clear that it stays.
    func reload(path: String?, configuration: [UInt8]?) -> Completion<Reload.Result> {
        let wish = Reload(path: path, configuration: configuration)
        let outcome = Locked(wish.outcome)
        change { life in
            guard life.isWanted else {
                let error = stoppedError(life)
                return [{ wish.outcome.fulfil(.failure(error)) }]
            }
            if life.nextReload == nil {
                life.nextReload = wish
            } else {
                // One start serves all who asked for one meanwhile; it runs what was asked for last.
                if let path { life.nextReload?.path = path }
                if let configuration { life.nextReload?.configuration = configuration }
            }
            if let next = life.nextReload { outcome.withLock { $0 = next.outcome } }
            return []
        }
        return outcome.withLock { $0 }
    }

    private func stoppedError(_ life: Life) -> OutboardError {
        OutboardError(code: .notSent, message: "plugin \(name) \(life.farewell)")
    }

    /// Begins the reload that waits, if the plugin's state lets it.
    func startNextReload(_ life: inout Life) -> [@Sendable () -> Void] {
        guard life.isWanted, life.reload == nil, life.leaving == nil, var next = life.nextReload else { return [] }
        next.began = time.now()
        next.before = life.program
        var program = life.program
        if let path = next.path { program.path = path }
        if let configuration = next.configuration { program.configuration = configuration }
        switch life.state {
        case .ready:
            life.nextReload = nil
            next.number = numberNext(&life)
            life.reload = next
            let number = next.number
            // Known to restarts only when it has come up.
            life.reload?.path = program.path
            life.reload?.configuration = program.configuration
            return [{ [self, program] in launch(number, program) }]
        case .idle, .failed, .backingOff:
            // There is nothing to go back to.
            life.nextReload = nil
            life.program = program
            life.ledger.reset()
            let action = start(&life)
            next.number = life.current
            life.reload = next
            return [action]
        case .starting, .draining, .stopped, .crashed:
            return []
        }
    }

    /// A generation that was launched by a reload can be called.
    func replace(
        _ life: inout Life, with generation: Generation, _ number: Int, _ welcome: Welcome
    ) -> [@Sendable () -> Void] {
        guard var reload = life.reload, reload.number == number else { return [] }
        do throws(OutboardError) {
            // Calls of the clients that there are must not fail because of it.
            for interface in life.expected.values { _ = try welcome.place(of: interface, title: generation.title) }
        } catch {
            life.reload = nil
            let tell = failed(reload, error)
            return [{ generation.stop() }, tell]
        }
        let old = life.generation
        if let old { life.replaced[life.current] = old }
        reload.replaces = life.current
        reload.isSwapped = true
        reload.swapped = time.now()
        life.reload = reload
        life.program = Program(
            path: reload.path ?? life.program.path, configuration: reload.configuration ?? life.program.configuration)
        life.current = number
        life.generation = generation
        life.served = (generation, welcome)
        life.ledger.reset()
        life.ledger.noteReady(at: reload.swapped)
        life.state = .ready
        // From here on calls find the new one; only now the old one may refuse them.
        return [
            { [self] in
                old?.drain(within: options.drainGrace)
                tellOfReplacement(number)
                watchUse(of: generation)
            }
        ]
    }

    /// Tells the observers that a generation has taken the place of another, unless they know of its end already.
    ///
    /// When the old one takes no more calls: who hears of the new one may rely on its being the one that answers.
    private func tellOfReplacement(_ number: Int) {
        life.withLock { life in
            guard life.current == number, case .ready = life.state else { return }
            life.observers.yield(.ready)
        }
    }

    /// The plugin can be called, and nothing ran before.
    func noteStart(_ life: inout Life, _ number: Int) -> [@Sendable () -> Void] {
        guard var reload = life.reload, reload.number == number else { return [] }
        reload.swapped = time.now()
        life.reload = nil
        let result = reload.finished(at: reload.swapped, cutOff: [])
        return [{ [outcome = reload.outcome] in outcome.fulfil(result) }]
    }

    /// A generation has ended, or was not launched, and is not the one that has the calls.
    func noteEnd(ofOther number: Int, _ life: inout Life, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        if life.replaced.removeValue(forKey: number) != nil {
            var actions: [@Sendable () -> Void] = []
            if !end.isAsked { actions.append(deliver(end.report)) }
            if let reload = life.reload, reload.replaces == number {
                life.reload = nil
                let result = reload.finished(at: time.now(), cutOff: end.report.callsInFlight)
                actions.append { reload.outcome.fulfil(result) }
            }
            return actions
        }
        guard let reload = life.reload, reload.number == number, !reload.isSwapped else { return [] }
        life.reload = nil
        return [deliver(end.report), failed(reload, end.error)]
    }

    /// The generation that ran has ended before the one came up that is to take its place.
    func followReload(_ life: inout Life, _ reload: Reload, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        enter(.crashed(end.report), &life)
        life.current = reload.number
        life.generation = reload.generation
        life.program = Program(
            path: reload.path ?? life.program.path, configuration: reload.configuration ?? life.program.configuration)
        enter(.starting, &life)
        return [deliver(end.report)]
    }

    /// A start has failed: if it was a reload's, the next one runs what ran before.
    func noteFailedStart(_ life: inout Life, _ end: EndedGeneration) -> [@Sendable () -> Void] {
        guard let reload = life.reload, reload.number == life.current, !reload.isSwapped else { return [] }
        life.reload = nil
        if let before = reload.before { life.program = before }
        return [failed(reload, end.error)]
    }

    /// Tells all who wait for a reload that there will be none.
    func failReloads(_ life: inout Life) -> [@Sendable () -> Void] {
        let error = stoppedError(life)
        // The one under way goes on as far as the processes do: who stops the plugin needs its generation.
        let outcomes = [life.reload?.outcome, life.nextReload?.outcome].compactMap { $0 }
        life.nextReload = nil
        return outcomes.map { outcome in { outcome.fulfil(.failure(error)) } }
    }

    private func failed(_ reload: Reload, _ error: OutboardError) -> @Sendable () -> Void {
        let error = OutboardError(
            code: error.code, message: "plugin \(name) was not reloaded, and goes on as it was: \(error.message)")
        return { [options] in
            LogDelivery.shared.note(.warning, error.message, to: options.logger)
            reload.outcome.fulfil(.failure(error))
        }
    }

    private func deliver(_ report: CrashReport) -> @Sendable () -> Void {
        { [options] in CrashDelivery(options).deliver(report) }
    }

    /// All generations that have been launched and have not ended, in their order.
    var generations: [PluginGeneration] {
        life.withLock { life in
            var found = life.replaced.map {
                PluginGeneration(number: $0.key, processID: $0.value.processID, role: .draining)
            }
            if let generation = life.generation {
                let role: PluginGeneration.Role
                switch life.state {
                case .ready: role = .serving
                case .draining: role = .draining
                default: role = .starting
                }
                found.append(PluginGeneration(number: life.current, processID: generation.processID, role: role))
            }
            if let reload = life.reload, reload.number != life.current, let generation = reload.generation {
                found.append(PluginGeneration(number: reload.number, processID: generation.processID, role: .starting))
            }
            return found.sorted { $0.number < $1.number }
        }
    }
}
