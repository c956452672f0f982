public import OutboardCore

extension SupervisedPlugin {
    /// Lends this generation and all later ones a buffer: from then on its bytes can be arguments of calls.
    ///
    /// As ``PluginHandle/lend(_:)``; each later generation is lent it before it gets a call, and one that does not take it has
    /// crashed. Suspends the task until the generation that runs has it; returns at once where none does.
    ///
    /// - Parameter buffer: The buffer, all of which the plugin can read from now on, at any time.
    /// - Throws: `OutboardError`, as ``PluginHandle/lend(_:)``; `notSent` if the plugin was stopped or given up. The buffer is
    ///   not lent then.
    public func lend(_ buffer: SharedBuffer) async throws {
        guard let (generation, lent) = try supervisor.lend(buffer) else { return }
        try supervisor.finishLending(buffer, generation, await lent.get())
    }

    /// Like `lend(_:)`, but blocks the thread.
    public func lendBlocking(_ buffer: SharedBuffer) throws {
        guard let (generation, lent) = try supervisor.lend(buffer) else { return }
        try supervisor.finishLending(buffer, generation, lent.wait())
    }

    /// Takes a buffer back from all generations: its bytes can be arguments no more.
    ///
    /// As ``PluginHandle/takeBack(_:)``.
    ///
    /// - Parameter buffer: The buffer.
    public func takeBack(_ buffer: SharedBuffer) { supervisor.takeBack(buffer) }
}
