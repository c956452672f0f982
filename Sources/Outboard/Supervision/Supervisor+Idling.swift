internal import OutboardCore
internal import OutboardSystem

// How a plugin that nobody calls is stopped, and started again by the next call.
extension Supervisor {
    /// Starts a generation if there is none because none was needed.
    func startIfIdle() {
        change { life in
            guard life.isWanted, case .idle = life.state else { return [] }
            return [start(&life)]
        }
    }

    /// Looks from now on whether a generation is still used, until it is not.
    func watchUse(of generation: Generation) {
        guard let grace = options.idleGrace?.clampedNanoseconds else { return }
        let pause = max(1_000_000, grace / 4)
        look(at: generation, grace, pause, since: time.now(), progress: generation.channel.progress)
    }

    private func look(at generation: Generation, _ grace: UInt64, _ pause: UInt64, since: UInt64, progress: UInt64) {
        // Without a thread that keeps time there is no plugin either.
        try? time.schedule(time.now().addingClamped(pause)) { [weak self, weak generation] in
            guard let self, let generation, generation.channel.acceptsCalls else { return }
            let now = time.now()
            let found = generation.channel.progress
            guard found == progress, generation.channel.isQuiet else {
                return look(at: generation, grace, pause, since: now, progress: found)
            }
            if now < since.addingClamped(grace) {
                return look(at: generation, grace, pause, since: since, progress: progress)
            }
            if !rest(generation) { look(at: generation, grace, pause, since: now, progress: found) }
        }
    }

    /// Lets a generation end that nobody calls.
    ///
    /// A call that comes at this moment is not lost: it is finished there, or starts the next generation.
    ///
    /// - Returns: False if it cannot be at the moment.
    private func rest(_ generation: Generation) -> Bool {
        var isDone = true
        change { life in
            guard life.isWanted, life.generation === generation else { return [] }
            guard case .ready = life.state, life.reload == nil, life.nextReload == nil, life.leaving == nil else {
                isDone = false
                return []
            }
            life.replaced[life.current] = generation
            // Its end is not the plugin's.
            life.current = 0
            life.generation = nil
            life.ledger.noteRest()
            enter(.idle, &life)
            return [{ [options] in generation.drain(within: options.drainGrace) }]
        }
        return isDone
    }
}
