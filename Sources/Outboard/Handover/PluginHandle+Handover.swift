internal import OutboardCore
internal import OutboardSystem

extension PluginHandle {
    /// Gives the running plugin up to another host, which goes on with its process, its state and its instances.
    ///
    /// New calls fail with `notSent` from the moment at which the plugin is prepared. Those in flight are waited for; what has
    /// not been answered when the time is up fails with `lost`, and goes on in the plugin. What the plugin has logged and
    /// printed until then has reached this host's logger when this returns; what follows is the next host's. Afterwards this
    /// handle is that of a plugin that has ended. Can be called from any thread or task; suspends the task.
    ///
    /// - Parameters:
    ///   - successor: Who the next host is.
    ///   - patience: How long to wait for the calls in flight; by default ``PluginOptions/drainGrace``.
    /// - Returns: What stands for the plugin: hand it on, or take it over again with ``takeOver(_:options:)``.
    /// - Throws: `OutboardError`, and the plugin is as before: `interfaceMismatch` if it was built with a library that cannot do
    ///   this, `invalidConfiguration` with the option or the reason for which it is bound to this host, `busy` while an instance
    ///   is being made or ended or it is handed over already, `startFailed` if it could not prepare. `lost` if it has ended.
    public func handOver(
        to successor: PluginHandover.Successor, within patience: Duration? = nil
    ) async throws -> PluginHandover {
        try await generation.handOver(to: successor, within: patience ?? generation.options.drainGrace)
    }

    /// Takes over a plugin that another host, or this one, has given up, and waits until it can be called.
    ///
    /// It gets new memory, and keeps its process, its configuration and its instances, see ``takeInstances()``. Costs what a start
    /// does without the program's own. Can be called from any thread or task, for one handover by one at a time; suspends the
    /// task, and cancelling it changes nothing.
    ///
    /// - Parameters:
    ///   - handover: What stands for it.
    ///   - options: How the plugin is called and stopped; what they say about starting a program, and about its sandbox, means
    ///     nothing here. Whether there is a log ring must be as before.
    /// - Returns: The running plugin.
    /// - Throws: `OutboardError`: `invalidConfiguration`, and the handover can be used again; `startFailed` if the plugin has ended
    ///   meanwhile, or does not follow; `refused`, `interfaceMismatch`.
    public static func takeOver(
        _ handover: PluginHandover, options: PluginOptions = .defaults
    ) async throws -> PluginHandle {
        let generation = try Launcher.takeOver(handover, options)
        return try adopt(generation, await generation.started.get())
    }

    /// The further instances that a plugin had when it was taken over, in the order in which they were made.
    ///
    /// Once: whoever has them owns them, and one that nobody asks for is there until the plugin ends. Empty afterwards, and for a
    /// plugin that this host has started. Can be called from any thread; does not wait.
    public func takeInstances() -> [PluginInstance] {
        let home = GenerationHome(generation: generation, welcome: welcome)
        return generation.takeInheritedInstances().map { PluginInstance(home, $0) }
    }
}
