internal import OutboardCore
internal import OutboardSystem

// How a supervised plugin goes from one host to the next: its generation does, with what its supervisor knows.
extension Supervisor {
    /// Gives the plugin up, see `SupervisedPlugin.handOver(to:within:)`.
    func handOver(
        to successor: PluginHandover.Successor, within patience: Duration?
    ) async throws(OutboardError) -> PluginHandover {
        let generation = try life.withLock { life throws(OutboardError) in try beginLeaving(&life) }
        do {
            return try await generation.handOver(to: successor, within: patience ?? options.drainGrace) { [self] in
                record(instances: $0)
            }
        } catch {
            change { life in
                // It goes on here, unless it has ended.
                if life.leaving === generation { life.leaving = nil }
                return []
            }
            throw error
        }
    }

    private func beginLeaving(_ life: inout Life) throws(OutboardError) -> Generation {
        func error(_ code: OutboardError.Code, _ reason: String) -> OutboardError {
            OutboardError(code: code, message: "plugin \(name) cannot be handed over: \(reason)")
        }
        guard life.isWanted else { throw error(.notSent, "it \(life.farewell)") }
        guard case .ready = life.state, let generation = life.generation else {
            throw error(.notSent, "it is \(life.state), and has no process to hand over; have the next host start it")
        }
        if life.leaving != nil { throw error(.busy, "it is being handed over already") }
        if life.reload != nil || life.nextReload != nil { throw error(.busy, "it is being reloaded") }
        if life.alive.count > 1 { throw error(.busy, "an earlier generation still finishes its calls") }
        life.leaving = generation
        return generation
    }

    /// What the next host is told.
    private func record(instances names: [InstanceName]) -> SupervisionRecord {
        life.withLock { life in
            SupervisionRecord(
                configuration: life.program.configuration, instances: names.map { life.instances[$0] ?? [] },
                generation: life.current, restarts: life.ledger.past(at: time.now()),
                program: life.watch.started?.numbers ?? [])
        }
    }

    // MARK: Arriving

    /// Takes a plugin over.
    ///
    /// - Returns: What supervises it, and the generation, or why it does not run any more.
    /// - Throws: `OutboardError`, and the handover can be used again, unless somebody else has.
    static func takeOver(
        _ handover: PluginHandover, _ options: PluginOptions, _ policy: RestartPolicy
    ) throws(OutboardError) -> (Supervisor, Result<Generation, OutboardError>) {
        let record = handover.record
        guard let past = record.supervision else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "plugin \(record.name) was not supervised: take it over with PluginHandle.takeOver")
        }
        var options = options
        options.name = options.name ?? record.name
        let supervisor = Supervisor(
            path: record.path, configuration: past.configuration, options: options, policy: policy,
            time: .real(logger: options.logger))
        supervisor.goOn(from: past)
        do throws(OutboardError) {
            let generation = try Launcher.takeOver(handover, options)
            supervisor.adoptInstances(of: generation, past)
            return (supervisor, .success(generation))
        } catch {
            // An end like any other: what follows is up to the policy.
            guard error.code == .startFailed, handover.isGone else { throw error }
            return (supervisor, .failure(error))
        }
    }

    /// Counts on where the supervisor before has ended.
    private func goOn(from past: SupervisionRecord) {
        let file = ProgramFile(numbers: past.program)
        life.withLock { life in
            life.state = .starting
            life.number = past.generation
            life.current = past.generation
            life.alive = [past.generation]
            life.ledger = RestartLedger(policy, past.restarts, at: time.now())
            life.watch.noteStart(of: file ?? ProgramFile(life.program.path))
        }
    }

    /// Has later generations make the instances as well that this one has.
    private func adoptInstances(of generation: Generation, _ past: SupervisionRecord) {
        for (name, configuration) in zip(generation.takeInheritedInstances(), past.instances) {
            if configuration.isEmpty {
                _ = generation.closeInstance(name)
            } else {
                life.withLock { life in
                    life.instances[name] = configuration
                    life.inherited.append(name)
                }
            }
        }
    }

    /// The instances that the host before has made, once.
    func takeInheritedInstances() -> [InstanceName] {
        life.withLock { life in
            defer { life.inherited = [] }
            return life.inherited
        }
    }
}
