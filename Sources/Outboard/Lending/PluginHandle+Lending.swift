public import OutboardCore

extension PluginHandle {
    /// Lends the plugin a buffer: from then on its bytes can be arguments of calls.
    ///
    /// Once for each buffer; lending it again changes nothing. The plugin maps the buffer and says so: a round trip over the
    /// control socket. Suspends the task. The handle keeps the buffer until it is taken back, or the plugin has ended.
    ///
    /// - Parameter buffer: The buffer, all of which the plugin can read from now on, at any time.
    /// - Throws: `OutboardError`: `refused` with the plugin's own words when it has no room for it, `interfaceMismatch` if it is
    ///   too old to be lent anything, `busy` when it has been lent 1,024 buffers, `timeout` when it has not answered within
    ///   ``PluginOptions/startTimeout``, `notSent` when it has ended.
    public func lend(_ buffer: SharedBuffer) async throws {
        if let error = await generation.lend(buffer).get() { throw error }
    }

    /// Like `lend(_:)`, but blocks the thread.
    public func lendBlocking(_ buffer: SharedBuffer) throws {
        if let error = generation.lend(buffer).wait() { throw error }
    }

    /// Takes a buffer back: its bytes can be arguments no more.
    ///
    /// Only after the calls that use it have returned, and one-way calls have been run: those that begin when the plugin has
    /// heard of it fail. The plugin's memory of it goes when nothing there refers to it any more. That is up to the plugin: a hostile one can keep
    /// both the memory and what it has read, until it ends. Returns at once; does nothing if it was not lent.
    ///
    /// - Parameter buffer: The buffer.
    public func takeBack(_ buffer: SharedBuffer) { generation.takeBack(buffer) }
}
