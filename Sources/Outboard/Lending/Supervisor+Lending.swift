internal import OutboardCore
internal import OutboardSystem

// Buffers of a supervised plugin: every generation has them before it gets a call.
extension Supervisor {
    /// Has this generation and all later ones borrow a buffer.
    ///
    /// - Returns: The generation that runs, and what is fulfilled when it has it; nothing where none runs.
    /// - Throws: `OutboardError` where there will be none.
    func lend(
        _ buffer: SharedBuffer
    ) throws(OutboardError) -> (generation: Generation, lent: Completion<OutboardError?>)? {
        _ = try running()
        let generation = life.withLock { life in
            life.buffers[buffer.memory.number] = buffer
            return life.served?.generation
        }
        guard let generation, generation.channel.acceptsCalls else { return nil }
        return (generation, generation.lend(buffer))
    }

    /// Has a generation that is not ready yet borrow a buffer of the plugin's.
    func lend(_ buffer: SharedBuffer, to generation: Generation) -> Completion<OutboardError?> {
        let lent = generation.lend(buffer)
        lent.whenFulfilled { [self] _ in
            // It may have been taken back before it was lent here.
            let isWanted = life.withLock { $0.buffers[buffer.memory.number] != nil }
            if !isWanted { generation.takeBack(buffer) }
        }
        return lent
    }

    /// Goes on when a generation has answered.
    ///
    /// - Throws: `OutboardError`: why it does not have the buffer.
    func finishLending(_ buffer: SharedBuffer, _ generation: Generation, _ error: OutboardError?) throws {
        // The next generation is lent it, if there is one.
        guard let error, generation.channel.acceptsCalls else { return }
        takeBack(buffer)
        throw error
    }

    /// Takes a buffer back from all generations.
    func takeBack(_ buffer: SharedBuffer) {
        let generations = life.withLock { life in
            life.buffers[buffer.memory.number] = nil
            return [life.generation, life.reload?.generation].compactMap { $0 } + life.replaced.values
        }
        for generation in generations { generation.takeBack(buffer) }
    }
}
